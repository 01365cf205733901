"""The subcommands of `tour`, one module each: `configure(parser)` and `run(args)`."""
