"""What runs the program: the embedded database server, the secret files and the supervisor."""
