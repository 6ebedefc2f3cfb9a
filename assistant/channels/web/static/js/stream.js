// Reading an event stream that answers a POST; the browser's own EventSource can only GET.

/** The events of a response as {name, data}, data parsed from JSON. Ends where the stream ends, whole or not. */
export async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    waiting += value.replaceAll("\r", "");
    const pieces = waiting.split("\n\n");
    waiting = pieces.pop();
    for (const piece of pieces) {
      const event = parse(piece);
      if (event !== null) yield event;
    }
  }
}

function parse(piece) {
  let name = "message";
  const data = [];
  for (const line of piece.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    if (line.startsWith("data:")) data.push(line.slice(5).trimStart());
  }
  return data.length ? { name, data: JSON.parse(data.join("\n")) } : null;
}
