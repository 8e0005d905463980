// Signals: those that the event loop answers go into a pipe, fatal ones restore the terminal first.
#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int answered[] = {SIGWINCH, SIGCONT, SIGTSTP};
static const int fatal[] = {SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSYS};
// Those that stop or do nothing by default, or cannot be caught. All others end the process (signal(7)).
static const int left[] = {SIGKILL, SIGSTOP, SIGTTIN, SIGTTOU, SIGCHLD, SIGURG};
#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static bool is_in(const int *list, size_t count, int number) {
  for (size_t i = 0; i < count; i++)
    if (list[i] == number) return true;
  return false;
}

static bool is_ending(int number) {
  return !is_in(answered, COUNT(answered), number) && !is_in(fatal, COUNT(fatal), number) &&
         !is_in(left, COUNT(left), number);
}

static struct sigaction before[NSIG];
static sigset_t mask_before;
static atomic_int pipe_end = -1;
static atomic_int unnoticed = 0;
static char alternate_stack[64 * 1024];
static stack_t stack_before;

static void die_of(int signal_number) {
  signal(signal_number, SIG_DFL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal_number);
  pthread_sigmask(SIG_UNBLOCK, &only, NULL);
  raise(signal_number);
}

static void tell(int signal_number) {
  int error = errno;
  unsigned char byte = (unsigned char)signal_number;
  ssize_t ignored = write(atomic_load(&pipe_end), &byte, 1);
  (void)ignored;
  errno = error;
}

static void tell_ending(int signal_number, siginfo_t *info, void *context) {
  (void)context;
  // A write that cannot be done sends these to its own process, and says so by its result as well.
  bool is_of_a_write = signal_number == SIGPIPE || signal_number == SIGXFSZ;
  if (is_of_a_write && info->si_pid == getpid()) return;
  // Three signals that the loop did not take mean that it hangs: then end here.
  if (atomic_fetch_add(&unnoticed, 1) >= 2) {
    squall_restore_now();
    die_of(signal_number);
  }
  tell(signal_number);
}

static void say(const char *text, size_t length) {
  ssize_t ignored = write(STDERR_FILENO, text, length);
  (void)ignored;
}

static void crash(int signal_number) {
  bool was_ours = squall_restore_is_armed();
  squall_restore_now();
  if (was_ours) {
    static const char start[] = "squall crashed (signal ", end[] = "); the terminal was restored\n";
    char digits[2] = {(char)('0' + signal_number / 10), (char)('0' + signal_number % 10)};
    size_t leading = signal_number < 10;
    say(start, sizeof start - 1);
    say(digits + leading, sizeof digits - leading);
    say(end, sizeof end - 1);
  }
  die_of(signal_number);
}

// Real-time signals have numbers that the C library knows only when the program runs.
static void each(void (*step)(int)) {
  for (int number = 1; number <= SIGRTMAX; number++)
    if (!is_in(left, COUNT(left), number)) step(number);
}

static void catch(int number) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  if (is_ending(number)) {
    action.sa_sigaction = tell_ending;
    action.sa_flags = SA_RESTART | SA_SIGINFO;
  } else if (is_in(answered, COUNT(answered), number)) {
    action.sa_handler = tell;
    action.sa_flags = SA_RESTART;
  } else {
    // These replace the handlers of Swift's backtracer, which would print into the alternate screen and
    // then wait 30 seconds for a key.
    action.sa_handler = crash;
    action.sa_flags = SA_ONSTACK | SA_NODEFER | SA_RESETHAND;
  }
  sigaction(number, &action, NULL);
}

static void remember(int number) { sigaction(number, NULL, &before[number]); }
static void bring_back(int number) { sigaction(number, &before[number], NULL); }

void squall_signals_hold(sigset_t *mask) {
  sigset_t caught;
  sigfillset(&caught);
  // From the background a change of the settings must still stop the process.
  sigdelset(&caught, SIGTTOU);
  sigdelset(&caught, SIGTTIN);
  pthread_sigmask(SIG_BLOCK, &caught, mask);
}

void squall_signals_remember(void) {
  squall_signals_hold(&mask_before);
  each(remember);
}

void squall_signals_catch(int pipe) {
  atomic_store(&pipe_end, pipe);
  atomic_store(&unnoticed, 0);
  // A stack of its own, so that even a stack overflow on this thread restores the terminal.
  stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
  sigaltstack(&stack, &stack_before);
  each(catch);
  // Whoever started the process may have left signals blocked.
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, NULL);
}

void squall_signals_noticed(void) { atomic_store(&unnoticed, 0); }

void squall_signals_release(void) {
  each(bring_back);
  if (stack_before.ss_flags == 0 && stack_before.ss_sp != NULL) {
    sigaltstack(&stack_before, NULL);
  } else {
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
  }
  atomic_store(&pipe_end, -1);
  pthread_sigmask(SIG_SETMASK, &mask_before, NULL);
}

void squall_signals_stop_here(void) {
  struct sigaction ours;
  sigaction(SIGTSTP, NULL, &ours);
  die_of(SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
}

_Noreturn void squall_signals_end(int number) {
  squall_restore_now();
  die_of(number);
  _exit(128 + number);
}
