"""The app's pages. Each one reads, calls one function of `scenarios` and draws; nothing is decided here."""
