"""The Claude engine: prompts go out over the anthropic SDK, replies come back verified."""
