// Giving the terminal back, from normal code and from signal handlers alike.
#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { idle, armed, restoring };

static atomic_int phase = idle;
static int terminal = -1;
static struct termios saved_settings;
static char restore_text[1024];
static size_t restore_length;
static int real_errors = -1;
static int kept_errors = -1;

static void write_fully(int file, const char *text, size_t length) {
  int refusals = 0;
  while (length > 0) {
    ssize_t count = write(file, text, length);
    if (count > 0) {
      text += count;
      length -= (size_t)count;
    } else if (count < 0 && errno == EAGAIN && refusals++ < 3) {
      // Nobody reads: what is queued can go, the restore must not wait for ever.
      struct pollfd ready = {.fd = file, .events = POLLOUT};
      if (poll(&ready, 1, 100) <= 0) tcflush(file, TCOFLUSH);
    } else if (!(count < 0 && errno == EINTR)) {
      return;
    }
  }
}

// A message of the Swift runtime comes before its trap. On the alternate screen it would be lost.
static void keep_errors(void) {
  if (kept_errors >= 0 || !isatty(STDERR_FILENO)) return;
  int real = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  int kept = squall_memory_file();
  if (real < 0 || kept < 0 || dup2(kept, STDERR_FILENO) < 0) {
    if (real >= 0) close(real);
    if (kept >= 0) close(kept);
    return;
  }
  real_errors = real;
  kept_errors = kept;
}

static void show_kept_errors(void) {
  if (kept_errors < 0) return;
  dup2(real_errors, STDERR_FILENO);
  char part[512];
  off_t at = 0;
  for (ssize_t count; (count = pread(kept_errors, part, sizeof part, at)) > 0; at += count)
    write_fully(STDERR_FILENO, part, (size_t)count);
  close(kept_errors);
  close(real_errors);
  kept_errors = real_errors = -1;
}

bool squall_restore_arm(int keys, const struct termios *wanted, int file, const struct termios *saved,
                        const void *text, size_t length) {
  static bool at_exit = false;
  if (length > sizeof restore_text) return false;
  sigset_t mask;
  squall_signals_hold(&mask);
  tcsetattr(keys, TCSANOW, wanted);
  atomic_store(&phase, idle);
  terminal = file;
  saved_settings = *saved;
  memcpy(restore_text, text, length);
  restore_length = length;
  keep_errors();
  if (!at_exit) at_exit = atexit(squall_restore_now) == 0;
  atomic_store(&phase, armed);
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
  return true;
}

bool squall_restore_is_armed(void) { return atomic_load(&phase) == armed; }

void squall_restore_now(void) {
  int error = errno, expected = armed;
  if (!atomic_compare_exchange_strong(&phase, &expected, restoring)) {
    // Another thread is at it: dying now would cut its restore short.
    struct timespec millisecond = {.tv_nsec = 1000000};
    for (int i = 0; i < 200 && atomic_load(&phase) == restoring; i++) nanosleep(&millisecond, NULL);
    errno = error;
    return;
  }
  // Without the mask, settings changed from the background would stop the process instead.
  sigset_t background, before;
  sigemptyset(&background);
  sigaddset(&background, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &background, &before);
  write_fully(terminal, restore_text, restore_length);
  // Answers to queries that nobody read would be typed into the shell.
  tcflush(terminal, TCIFLUSH);
  tcsetattr(terminal, TCSANOW, &saved_settings);
  show_kept_errors();
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  atomic_store(&phase, idle);
  errno = error;
}
