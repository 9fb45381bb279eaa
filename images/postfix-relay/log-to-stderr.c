/*
 * OpenDKIM logs by syslog(3) alone, and in a container nobody listens at /dev/log. Preloaded, this has the C library
 * write each line to the standard error as well, which is the log of the container.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <syslog.h>

void openlog(const char *ident, int option, int facility)
{
	void (*original)(const char *, int, int) = (void (*)(const char *, int, int))dlsym(RTLD_NEXT, "openlog");

	original(ident, option | LOG_PERROR, facility);
}
