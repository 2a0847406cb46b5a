"""Every siting model as one integer program."""
