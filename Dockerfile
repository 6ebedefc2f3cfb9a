# One image for every part of the product: the server (default), a worker, or a single command.
# Without DATABASE_URL it uses the embedded PostgreSQL under /var/lib/zhanggui, so `docker run` alone works too.
FROM python:3.12-slim AS wheel
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 \
    ZHANGGUI_HOME=/var/lib/zhanggui
RUN useradd --system --create-home --home-dir /var/lib/zhanggui zhanggui
RUN --mount=type=bind,from=wheel,source=/wheel,target=/wheel \
    --mount=type=bind,source=constraints.txt,target=/constraints.txt \
    pip install --no-cache-dir --constraint /constraints.txt /wheel/*.whl
USER zhanggui
WORKDIR /var/lib/zhanggui
VOLUME /var/lib/zhanggui
EXPOSE 8000
CMD ["zhanggui", "serve", "--host", "0.0.0.0", "--port", "8000"]
