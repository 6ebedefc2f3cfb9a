"""Whether the company gets the tax on what it buys back."""
