#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/process.h"
#include "base/say.h"

extern char **environ;

/* Our ends of the child's three pipes; -1 where closed. */
struct pipes {
	int in, out, err;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* A pipe whose ends a program we start does not inherit. */
static int pipe_cloexec(int fd[2])
{
	if (pipe(fd) != 0)
		return -1;
	fcntl(fd[0], F_SETFD, FD_CLOEXEC);
	fcntl(fd[1], F_SETFD, FD_CLOEXEC);
	return 0;
}

/* The pid, or -1 with errno set. */
static pid_t start(const char *const argv[], int child[3])
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, defaults;
	pid_t pid = -1;
	int e;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	for (int i = 0; i < 3; i++)
		posix_spawn_file_actions_adddup2(&actions, child[i], i);
	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &defaults);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
					    POSIX_SPAWN_SETSIGDEF);
	/* posix_spawnp takes char *const[] and changes nothing */
	e = posix_spawnp(&pid, argv[0], &actions, &attr, (char *const *)(uintptr_t)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	errno = e;
	return e ? -1 : pid;
}

/* Reads what is there; at end of file or error closes.  False when t is over cap. */
static bool drain(int *fd, struct text *t, size_t cap)
{
	char buf[65536];
	ssize_t n = read(*fd, buf, sizeof(buf));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n <= 0) {
		close_fd(fd);
		return true;
	}
	if ((size_t)n > cap - t->len) {
		text_addn(t, buf, cap - t->len);
		return false;
	}
	text_addn(t, buf, (size_t)n);
	return true;
}

/* Until both outputs are at their end or a limit is reached. */
static void pump(struct pipes *p, const char *input, size_t left,
		 const struct process_limits *limits, int64_t end, struct process_result *r)
{
	while (p->out >= 0 || p->err >= 0) {
		struct pollfd fd[3] = { { p->in, POLLOUT, 0 },
					{ p->out, POLLIN, 0 },
					{ p->err, POLLIN, 0 } };
		int64_t wait = end - now_ms();

		if (wait <= 0) {
			r->timed_out = true;
			return;
		}
		if (poll(fd, 3, wait < 1000 ? (int)wait : 1000) < 0 && errno != EINTR)
			return;
		if (p->in >= 0 && fd[0].revents) {
			ssize_t n = write(p->in, input, left);

			if (n > 0)
				input += n, left -= (size_t)n;
			if (left == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
				close_fd(&p->in);
		}
		if (p->out >= 0 && fd[1].revents && !drain(&p->out, &r->out, limits->output)) {
			r->truncated = true;
			return;
		}
		if (p->err >= 0 && fd[2].revents)
			drain(&p->err, &r->err, limits->error);
	}
}

/* Waits for the program, which may have closed its outputs and go on; at end it is ended. */
static int reap(pid_t pid, int64_t end, struct process_result *r)
{
	int status = 0;
	pid_t got;

	if (r->timed_out || r->truncated)
		kill(-pid, SIGKILL);
	while ((got = waitpid(pid, &status, r->timed_out || r->truncated ? 0 : WNOHANG)) != pid) {
		if (got < 0 && errno != EINTR)
			break;
		if (got == 0 && now_ms() >= end) {
			r->timed_out = true;
			kill(-pid, SIGKILL);
		} else if (got == 0) {
			poll(NULL, 0, 5);
		}
	}
	kill(-pid, SIGKILL); /* what it left behind */
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int process_run(const char *const argv[], const void *input, size_t input_len,
		const struct process_limits *limits, struct process_result *r)
{
	struct process_result got = { .status = -1 };
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, err[2] = { -1, -1 };
	struct pipes p;
	int64_t end = now_ms() + (int64_t)limits->seconds * 1000;
	pid_t pid = -1;

	if (pipe_cloexec(in) == 0 && pipe_cloexec(out) == 0 && pipe_cloexec(err) == 0) {
		fcntl(in[1], F_SETFL, O_NONBLOCK);
		pid = start(argv, (int[3]){ in[0], out[1], err[1] });
	}
	if (pid < 0)
		say_error("%s: expected a program that starts, found: %s", argv[0],
			  strerror(errno));
	close_fd(&in[0]);
	close_fd(&out[1]);
	close_fd(&err[1]);
	p = (struct pipes){ in[1], out[0], err[0] };
	if (pid >= 0) {
		if (input_len == 0)
			close_fd(&p.in);
		pump(&p, input, input_len, limits, end, &got);
	}
	close_fd(&p.in);
	close_fd(&p.out);
	close_fd(&p.err);
	if (pid < 0)
		return -1;
	got.status = reap(pid, end, &got);
	if (text_failed(&got.out) || text_failed(&got.err)) {
		process_result_free(&got);
		return -1;
	}
	*r = got;
	return 0;
}

void process_result_free(struct process_result *r)
{
	text_free(&r->out);
	text_free(&r->err);
}

bool process_found(const char *name)
{
	const char *path = getenv("PATH");
	char file[4096];

	if (strchr(name, '/'))
		return access(name, X_OK) == 0;
	for (; path && *path; path += strcspn(path, ":"), path += *path == ':') {
		int n =
		    snprintf(file, sizeof(file), "%.*s/%s", (int)strcspn(path, ":"), path, name);

		if (n > 0 && (size_t)n < sizeof(file) && access(file, X_OK) == 0)
			return true;
	}
	return false;
}
