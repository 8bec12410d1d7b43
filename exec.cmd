@rem What `exec` is to a POSIX shell, for the scripts of package.json under cmd.exe. There, npm's shell becomes the program and a SIGTERM to npm reaches it.
@%*
