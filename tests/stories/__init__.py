"""Stories: what a person did, what they read, and what they got. Real git, client and Hub."""
