"""Documents, passages, search and cited answers. Knows nothing of chat, HTTP or language models."""
