"""A command on a pseudo-terminal, as the measurements here run it."""
import fcntl
import os
import struct
import termios

# What a terminal of today says about itself when it is asked.
ANSWERS = b"\x1b[?2026;2$y\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;22c"
# The end of a frame that is whole.
FOOTER = b"help"


def start(command, columns=80, rows=24, **environment):
    """Starts a command; gives its process, the terminal's end of the line, and the command's, which is to be closed."""
    main, side = os.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = os.fork()
    if process == 0:
        os.setsid()
        fcntl.ioctl(side, termios.TIOCSCTTY, 0)
        for file in range(3):
            os.dup2(side, file)
        os.closerange(3, 100)
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", XDG_STATE_HOME="/nowhere", **environment)
        os.execvp(command[0], command)
    return process, main, side
