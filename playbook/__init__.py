"""The sales standard as data: pure models and functions, no deal, no engine, no screen."""
