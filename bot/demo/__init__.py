"""The demo: a newsroom of samples and a script, around the same app that runs in production."""
