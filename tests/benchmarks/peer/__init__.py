"""The product beside a plain tool-calling loop: the same conversations, model, tools and judge; no checks of ours.

`python -m tests.benchmarks.peer --sample 60` performs both with the model of ZHANGGUI_MODEL_URL and writes a report.
The loop is no part of the product, and nothing of the product imports it.
"""
