// Linux calls that Swift's Glibc module does not show, and the settings that need array members.
#define _GNU_SOURCE
#include "CTerminal.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

int squall_memory_file(void) { return memfd_create("squall", MFD_CLOEXEC); }

int squall_event_counter(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int squall_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK); }

bool squall_terminal_size(int terminal, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(terminal, TIOCGWINSZ, &size) != 0) return false;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return true;
}

int squall_glyph_width(unsigned scalar) { return wcwidth((wchar_t)scalar); }

unsigned squall_wait(const int *files, unsigned count, long long nanoseconds) {
  struct pollfd waiting[8];
  if (count > 8) count = 8;
  for (unsigned i = 0; i < count; i++) waiting[i] = (struct pollfd){.fd = files[i], .events = POLLIN};
  // Not poll: a millisecond of rounding would make Escape late.
  struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  if (ppoll(waiting, count, nanoseconds < 0 ? NULL : &time, NULL) <= 0) return 0;
  unsigned ready = 0;
  for (unsigned i = 0; i < count; i++)
    if (waiting[i].revents != 0) ready |= 1u << i;
  return ready;
}

void squall_settings_for_keys(struct termios *settings) {
  settings->c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | ISTRIP | IXON | IXOFF);
  // ncurses moves down with a bare line feed; the driver must not add a carriage return.
  settings->c_oflag &= ~(tcflag_t)OPOST;
  // IEXTEN too, or Ctrl-V and Ctrl-O never arrive.
  settings->c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
  // Ctrl-C, Ctrl-Z and Ctrl-\ stay signals: they reach the process even while it computes.
  settings->c_lflag |= ISIG;
  settings->c_cc[VMIN] = 1;
  settings->c_cc[VTIME] = 0;
}
