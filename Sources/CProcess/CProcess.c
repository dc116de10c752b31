#include "CProcess.h"

#include <stddef.h>

char *process_no_backtracer(const char *name) {
  (void)name;
  return NULL;
}

// Swift's runtime; without it the arguments are read from /proc/self/cmdline.
extern void _swift_stdlib_overrideUnsafeArgvArgc(char **arguments, int count);

// The C library hands constructors the arguments.
__attribute__((constructor)) static void give_arguments(int count, char **arguments) {
  _swift_stdlib_overrideUnsafeArgvArgc(arguments, count);
}
