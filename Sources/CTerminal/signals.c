// Signals: those that the event loop answers go into a pipe, fatal ones restore the terminal first.
#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const int other[] = {SIGWINCH, SIGCONT, SIGTSTP};
static const int fatal[] = {SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSYS};
#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static struct sigaction before[NSIG];
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

static void tell_ending(int signal_number) {
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

static void install(const int *list, size_t count, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigset_t caught;
  sigemptyset(&caught);
  for (size_t i = 0; i < count; i++) {
    sigaction(list[i], &action, NULL);
    sigaddset(&caught, list[i]);
  }
  pthread_sigmask(SIG_UNBLOCK, &caught, NULL);
}

static void each(const int *list, size_t count, void (*step)(int)) {
  for (size_t i = 0; i < count; i++) step(list[i]);
}
static void remember(int number) { sigaction(number, NULL, &before[number]); }
static void bring_back(int number) { sigaction(number, &before[number], NULL); }
static void all(void (*step)(int)) {
  each(ending, COUNT(ending), step);
  each(other, COUNT(other), step);
  each(fatal, COUNT(fatal), step);
}

void squall_signals_remember(void) { all(remember); }

void squall_signals_catch(int pipe) {
  atomic_store(&pipe_end, pipe);
  atomic_store(&unnoticed, 0);
  // A stack of its own, so that even a stack overflow on this thread restores the terminal.
  stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
  sigaltstack(&stack, &stack_before);
  install(ending, COUNT(ending), tell_ending, SA_RESTART);
  install(other, COUNT(other), tell, SA_RESTART);
  // These replace the handlers of Swift's backtracer, which would print into the alternate screen and
  // then wait 30 seconds for a key.
  install(fatal, COUNT(fatal), crash, SA_ONSTACK | SA_NODEFER | SA_RESETHAND);
}

void squall_signals_noticed(void) { atomic_store(&unnoticed, 0); }

void squall_signals_release(void) {
  all(bring_back);
  if (stack_before.ss_flags == 0 && stack_before.ss_sp != NULL) {
    sigaltstack(&stack_before, NULL);
  } else {
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
  }
  atomic_store(&pipe_end, -1);
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
