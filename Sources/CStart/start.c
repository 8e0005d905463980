// Standard descriptors and signals, at the start of the program.
#define _GNU_SOURCE
#include "CStart.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

// Those that the backtracer of the Swift runtime catches.
static const int dumping[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
#define COUNT (sizeof dumping / sizeof *dumping)

static void mask(int how) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGXFSZ);
  for (size_t i = 0; i < COUNT; i++) sigaddset(&set, dumping[i]);
  pthread_sigmask(how, &set, NULL);
}

// The runtime is a library and starts before main; until then its handlers must not be reached.
static void hold(void) { mask(SIG_BLOCK); }

#ifdef __linux__
// Functions listed here are called before the constructors of all libraries.
__attribute__((section(".preinit_array"), used)) static void (*const before_libraries)(void) = hold;
#endif

static void open_standard_descriptors(void) {
  // Otherwise the first file that is opened gets the number, and what is meant for people is written into it.
  // A report that nobody can receive is an error; messages may go nowhere.
  const int modes[] = {O_RDWR, O_RDONLY, O_RDWR};
  for (int file = 0; file < 3; file++)
    if (fcntl(file, F_GETFD) < 0 && errno == EBADF) open("/dev/null", modes[file]);
}

// A file that grows beyond what the shell allows is an error that the write tells, as a full disk is. Who is
// told so by anybody else ends.
static void outgrown(int number, siginfo_t *info, void *context) {
  (void)context;
  if (info->si_pid == getpid()) return;
  signal(number, SIG_DFL);
  raise(number);
}

void squall_start(void) {
  open_standard_descriptors();
  struct sigaction action = {.sa_sigaction = outgrown, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigaction(SIGXFSZ, &action, NULL);
  for (size_t i = 0; i < COUNT; i++) {
    if (dumping[i] != SIGQUIT && getenv("SWIFT_BACKTRACE") != NULL) continue;
    struct sigaction found;
    // What a shell has it ignore, it goes on ignoring.
    if (sigaction(dumping[i], NULL, &found) == 0 && found.sa_handler != SIG_IGN) signal(dumping[i], SIG_DFL);
  }
  // Also where whoever started the program left them blocked.
  mask(SIG_UNBLOCK);
}
