// Makes the n-th operation on files of one directory fail. Loaded before libc (LD_PRELOAD): better-sqlite3 and Node both reach the file
// system through it, and better-sqlite3 lets nobody register a file system of his own with SQLite.
//
// VIGIE_FAULT_DIR names the directory. A process arms its faults by opening `.fault-N-ERRNO-AFTER-KINDS` in it, which never exists:
// operation N of these kinds fails with this errno, and with AFTER = 1 every one after it as well. N = 0 disarms. The answer is
// EEXIST when the fault that was armed before was met, ENOENT when it was not.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SPACE = 1, OTHER = 2, READ = 4 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long left = 0;
static int armed = 0, error_number = 0, after = 0, kinds = 0, met = 0;

static const char *directory(void) {
  static const char *dir = NULL;
  if (dir == NULL) dir = getenv("VIGIE_FAULT_DIR");
  return dir;
}

static int inside(const char *path) {
  const char *dir = directory();
  return dir != NULL && path != NULL && strncmp(path, dir, strlen(dir)) == 0;
}

static int fails(int kind, const char *path) {
  if (!armed || !(kinds & kind) || !inside(path)) return 0;
  pthread_mutex_lock(&mutex);
  int hit = 0;
  if (left > 0 && --left == 0) hit = met = 1;
  else if (left == 0 && after) hit = 1;
  pthread_mutex_unlock(&mutex);
  if (hit) errno = error_number;
  return hit;
}

static int fd_fails(int kind, int fd) {
  if (!armed || !(kinds & kind)) return 0;
  char link[40], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return fails(kind, path);
}

static int is_order(const char *path) {
  if (!inside(path)) return 0;
  const char *name = strrchr(path, '/');
  long n;
  int number, all, which;
  if (name == NULL || sscanf(name, "/.fault-%ld-%d-%d-%d", &n, &number, &all, &which) != 4) return 0;
  pthread_mutex_lock(&mutex);
  errno = met ? EEXIST : ENOENT;
  left = n, armed = n > 0, error_number = number, after = all, kinds = which, met = 0;
  pthread_mutex_unlock(&mutex);
  return 1;
}

static int open_fails(const char *path, int flags) {
  if (is_order(path)) return 1;
  return fails((flags & O_CREAT) && access(path, F_OK) != 0 ? SPACE : OTHER, path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                                 \
  int name(const char *path, int flags, ...) {                     \
    va_list rest;                                                  \
    va_start(rest, flags);                                         \
    int mode = va_arg(rest, int);                                  \
    va_end(rest);                                                  \
    return open_fails(path, flags) ? -1 : REAL(name)(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                               \
  int name(int at, const char *path, int flags, ...) {             \
    va_list rest;                                                  \
    va_start(rest, flags);                                         \
    int mode = va_arg(rest, int);                                  \
    va_end(rest);                                                  \
    return open_fails(path, flags) ? -1 : REAL(name)(at, path, flags, mode); \
  }
OPENAT(openat)
OPENAT(openat64)

#define FD(result, name, kind, parameters, ...) \
  result name parameters { return fd_fails(kind, fd) ? (result)-1 : REAL(name)(__VA_ARGS__); }
FD(ssize_t, write, SPACE, (int fd, const void *bytes, size_t count), fd, bytes, count)
FD(ssize_t, pwrite64, SPACE, (int fd, const void *bytes, size_t count, off64_t at), fd, bytes, count, at)
FD(ssize_t, writev, SPACE, (int fd, const struct iovec *parts, int count), fd, parts, count)
FD(int, ftruncate64, SPACE, (int fd, off64_t length), fd, length)
FD(int, fsync, OTHER, (int fd), fd)
FD(int, fdatasync, OTHER, (int fd), fd)
FD(ssize_t, read, READ, (int fd, void *bytes, size_t count), fd, bytes, count)
FD(ssize_t, pread64, READ, (int fd, void *bytes, size_t count, off64_t at), fd, bytes, count, at)

void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t at) {
  if (fd >= 0 && fd_fails(READ, fd)) return MAP_FAILED;
  return REAL(mmap64)(address, length, protection, flags, fd, at);
}

int mkdir(const char *path, mode_t mode) { return fails(SPACE, path) ? -1 : REAL(mkdir)(path, mode); }
int link(const char *from, const char *to) { return fails(SPACE, to) ? -1 : REAL(link)(from, to); }
int rename(const char *from, const char *to) { return fails(OTHER, to) ? -1 : REAL(rename)(from, to); }
int unlink(const char *path) { return fails(OTHER, path) ? -1 : REAL(unlink)(path); }
