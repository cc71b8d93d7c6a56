/* Makes one write below a folder fail: loaded before the C library (LD_PRELOAD), armed through `faults_arm`. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FAIL, FULL, TEAR };  /* an error once; no space from then on; half of it is written and the process ends */

static char folder[4096];
static size_t folder_length;
static long wanted, seen;
static int kind;

void faults_arm(const char *path, long number, int how) {
    wanted = number; kind = how; seen = 0;
    strncpy(folder, path, sizeof folder - 1);
    folder_length = strlen(folder);
}

long faults_seen(void) { return seen; }

static int below(const char *path) { return folder_length && strncmp(path, folder, folder_length) == 0; }

static int is_ours(int descriptor) {
    char link[64], path[4096];
    if (!folder_length) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

/* Counts a write and tells whether it is to fail. */
static int is_due(void) {
    long number = __sync_add_and_fetch(&seen, 1);
    return wanted && (number == wanted || (kind == FULL && number > wanted));
}

static int fails(void) {
    if (kind == TEAR) _exit(9);
    errno = kind == FULL ? ENOSPC : EIO;
    return -1;
}

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

#define PWRITE(name, offset_type) \
    ssize_t name(int descriptor, const void *data, size_t size, offset_type offset) { \
        REAL(ssize_t, #name, int, const void *, size_t, offset_type); \
        if (is_ours(descriptor) && is_due()) { \
            if (kind == TEAR) real(descriptor, data, size / 2, offset); \
            return fails(); \
        } \
        return real(descriptor, data, size, offset); \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int descriptor, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    if (is_ours(descriptor) && is_due()) {
        if (kind == TEAR) real(descriptor, data, size / 2);
        return fails();
    }
    return real(descriptor, data, size);
}

#define ONE(name) \
    int name(int descriptor) { \
        REAL(int, #name, int); \
        return is_ours(descriptor) && is_due() ? fails() : real(descriptor); \
    }
ONE(fsync)
ONE(fdatasync)

#define TRUNCATE(name, offset_type) \
    int name(int descriptor, offset_type size) { \
        REAL(int, #name, int, offset_type); \
        return is_ours(descriptor) && is_due() ? fails() : real(descriptor, size); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return below(to) && is_due() ? fails() : real(from, to);
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    return below(path) && is_due() ? fails() : real(path);
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, #name, const char *, int, ...); \
        mode_t mode = 0; \
        if (flags & O_CREAT) { \
            va_list rest; \
            va_start(rest, flags); \
            mode = va_arg(rest, mode_t); \
            va_end(rest); \
            if (below(path) && access(path, F_OK) != 0 && is_due()) return fails(); \
        } \
        return real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
