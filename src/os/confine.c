/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "os/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { SANITIZED = 1 }; /* they read /proc and call what no role may */
#else
enum { SANITIZED = 0 };
#endif

/* --- seccomp --------------------------------------------------------------------------- */

enum {
	W = 1 << CONFINE_WEB,
	A = 1 << CONFINE_AUTH,
	G = 1 << CONFINE_GATE,
	S = 1 << CONFINE_SEAL,
	R = W | A | G | S,
	F = W | A | G,
	T = W | A,
	L = W | G,
};

static const struct call {
	int number, roles;
} calls[] = {
#define PATH(roles, base, name, access)
#define CALL(name, roles) {SCMP_SYS(name), roles},
#define NEVER(name)
#include "os/confine.def"
#undef PATH
#undef CALL
#undef NEVER
};

static const int never[] = {
#define PATH(roles, base, name, access)
#define CALL(name, roles)
#define NEVER(name) SCMP_SYS(name),
#include "os/confine.def"
#undef PATH
#undef CALL
#undef NEVER
};

static bool
allow_listed(scmp_filter_ctx ctx, enum confine_role role)
{
	bool ok = true;

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (calls[i].roles & 1 << role)
			ok = ok && seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i].number, 0) == 0;
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		ok = ok && seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, never[i], 0) == 0;
	return ok;
}

/* Calls whose arguments decide. */
static bool
allow_by_argument(scmp_filter_ctx ctx, enum confine_role role)
{
	struct scmp_arg_cmp plain = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	struct scmp_arg_cmp thread = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD);
	struct scmp_arg_cmp local = SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0);
	bool ok = seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &plain) == 0 &&
	          seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &plain) == 0;

	if (role == CONFINE_GATE)
		ok = ok && seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, &local) == 0;
	if (!(T & 1 << role))
		return ok;
	/* clone3 hides its flags from us: ENOSYS makes the C library use clone */
	return ok && seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, &thread) == 0 &&
	       seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 &&
	       seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socketpair), 1, &local) == 0;
}

/* 0 or an errno. */
static int
seccomp_enter(enum confine_role role)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int r;

	if (ctx == NULL)
		return ENOMEM;
	if (seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1) != 0 || !allow_listed(ctx, role) ||
	    !allow_by_argument(ctx, role))
		r = -EINVAL;
	else
		r = seccomp_load(ctx);
	seccomp_release(ctx);
	return -r;
}

/* --- Landlock --------------------------------------------------------------------------- */

/* As linux/landlock.h of today has it; the kernel takes a longer struct when its end is zero. */
struct ruleset {
	uint64_t fs, net, scoped;
};

#define FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_WRITE                                                                                             \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |    \
	    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK)
#define FS_FILE      (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE)
#define FS_FIRST     ((UINT64_C(1) << 13) - 1) /* all that ABI 1 knows */
#define FS_REFER     (UINT64_C(1) << 13)       /* ABI 2 */
#define FS_TRUNCATE  (UINT64_C(1) << 14)       /* ABI 3 */
#define FS_IOCTL_DEV (UINT64_C(1) << 15)       /* ABI 5 */
#define NET_TCP      UINT64_C(3)               /* ABI 4: bind and connect */
#define SCOPES       UINT64_C(3)               /* ABI 6: abstract sockets, signals to others */

static struct ruleset
ruleset_of(int abi)
{
	struct ruleset r = {.fs = FS_FIRST};

	r.fs |= abi >= 2 ? FS_REFER : 0;
	r.fs |= abi >= 3 ? FS_TRUNCATE : 0;
	r.fs |= abi >= 5 ? FS_IOCTL_DEV : 0;
	r.net = abi >= 4 ? NET_TCP : 0;
	r.scoped = abi >= 6 ? SCOPES : 0;
	return r;
}

enum access { LIST, READ, WRITE };
enum base { ROOT, DIR, SHARE };

static const struct path {
	int roles;
	enum base base;
	const char *name;
	enum access access;
} paths[] = {
#define PATH(roles, base, name, access) {roles, base, name, access},
#define CALL(name, roles)
#define NEVER(name)
#include "os/confine.def"
#undef PATH
#undef CALL
#undef NEVER
    /* read by libraries on their own: OpenSSL's settings, time zones */
    {R, ROOT, "usr/lib/ssl", READ},
    {R, ROOT, "etc/ssl/openssl.cnf", READ},
    {R, ROOT, "usr/share/zoneinfo", READ},
    {R, ROOT, "etc/localtime", READ},
    {R, ROOT, "dev/urandom", READ},
    {R, ROOT, "dev/null", WRITE},
};

static const uint64_t access_rights[] = {
    [LIST] = LANDLOCK_ACCESS_FS_READ_DIR,
    [READ] = FS_READ,
    [WRITE] = FS_READ | FS_WRITE | FS_TRUNCATE,
};

/* "share" beside the program itself; when that cannot be told, a path that grants nothing. */
static struct str
share_folder(struct arena *a)
{
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe);

	while (n > 0 && exe[n - 1] != '/')
		n--;
	return n > 0 ? arena_fmt(a, "%.*sshare", (int)n, exe) : STR("/dev/null/none");
}

static struct str
path_spelled(struct arena *a, const struct path *p, struct str dir)
{
	struct str base = STR("");

	if (p->base == DIR)
		base = dir;
	else if (p->base == SHARE)
		base = share_folder(a);
	return arena_fmt(a, "%.*s/%s", STR_ARG(base), p->name);
}

static bool
path_grant(struct arena *a, int ruleset, const struct ruleset *r, const struct path *p, struct str dir)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = access_rights[p->access] & r->fs};
	struct stat st;
	bool ok;

	rule.parent_fd = open(path_spelled(a, p, dir).p, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return true;
	ok = fstat(rule.parent_fd, &st) == 0;
	if (ok && !S_ISDIR(st.st_mode))
		rule.allowed_access &= FS_FILE;
	ok = ok && syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
	close(rule.parent_fd);
	return ok;
}

/* The ABI that now holds, or 0 with errno. */
static int
landlock_enter(struct arena *a, enum confine_role role, struct str dir)
{
	int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct ruleset r = ruleset_of(abi);
	int fd;
	bool ok = true;

	if (abi < 1)
		return 0;
	fd = (int)syscall(SYS_landlock_create_ruleset, &r, sizeof r, 0);
	if (fd < 0)
		return 0;
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (paths[i].roles & 1 << role)
			ok = ok && path_grant(a, fd, &r, &paths[i], dir);
	ok = ok && syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	close(fd);
	return ok ? abi : 0;
}

/*
 * SQLite makes these two beside the database when it first needs them. Rights
 * go with a file that is there: so they are there, empty, which SQLite takes.
 */
static void
wal_make(struct arena *a, struct str dir)
{
	static const char *const names[] = {"town.db-wal", "town.db-shm"};
	int fd;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		fd = open(
		    arena_fmt(a, "%.*s/%s", STR_ARG(dir), names[i]).p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (fd >= 0)
			close(fd);
	}
}

/* --- both --------------------------------------------------------------------------------- */

struct str
confine(struct arena *a, enum confine_role role, struct str dir)
{
	struct rlimit none = {0, 0};
	struct buf words = buf_on(a, 1024);
	int abi, lock_problem, problem;

	/* keys and passwords are in no core file and in no debugger */
	(void)setrlimit(RLIMIT_CORE, &none);
	if (SANITIZED)
		return STR("なし（検査用ビルド）");
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return arena_fmt(a, "なし（%s）", strerror(errno));
	if (role == CONFINE_GATE)
		wal_make(a, dir);
	errno = 0;
	abi = landlock_enter(a, role, dir);
	lock_problem = errno;
	problem = seccomp_enter(role);
	if (problem)
		buf_fmt(&words, "seccomp なし（%s）", strerror(problem));
	else
		buf_add(&words, STR("seccomp"));
	if (abi)
		buf_fmt(&words, ", Landlock ABI %d", abi);
	else
		buf_fmt(&words, ", Landlock なし（%s）", strerror(lock_problem));
	return buf_str(&words);
}
