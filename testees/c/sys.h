/* What every testee shares: start code and system calls without a C library, so that a log holds
   the testee's own calls and nothing else. Include it once; define main. */
#ifndef SYS_H
#define SYS_H

#include <asm/unistd.h>
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/sched.h>
#include <linux/futex.h>
#include <linux/stat.h>
#include <linux/time.h>
#include <asm/signal.h>
#include <asm/siginfo.h>

#ifndef NULL
# define NULL ((void *)0)
#endif
typedef unsigned long usize;

int main(int argc, char **argv, char **envp);

#if defined __x86_64__
__asm__(".text\n.globl _start\n_start:\n"
	"xor %ebp,%ebp\nmov (%rsp),%rdi\nlea 8(%rsp),%rsi\nlea 16(%rsp,%rdi,8),%rdx\n"
	"and $-16,%rsp\ncall begin\nhlt\n");
static __attribute__((unused)) long raw(long n, long a, long b, long c, long d, long e, long f)
{
	long ret;
	register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
	__asm__ volatile("syscall" : "=a"(ret) : "0"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}
/* Makes a thread or process that runs fn(arg) on a stack of its own and then leaves by exit. */
static __attribute__((noinline, unused)) long spawn(unsigned long flags, void *stack, int *ptid, int *ctid, void (*fn)(void *), void *arg)
{
	long ret;
	void **sp = (void **)((usize)stack & -16UL);
	*--sp = arg;
	*--sp = (void *)fn;
	register long r10 __asm__("r10") = (long)ctid, r8 __asm__("r8") = 0;
	__asm__ volatile("syscall\n test %%eax,%%eax\n jnz 1f\n pop %%rax\n pop %%rdi\n xor %%ebp,%%ebp\n call *%%rax\n"
			 " xor %%edi,%%edi\n mov %1,%%eax\n syscall\n hlt\n1:"
			 : "=a"(ret) : "i"(__NR_exit), "0"((long)__NR_clone), "D"(flags), "S"(sp), "d"(ptid), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory");
	return ret;
}
__asm__(".text\nrestorer:\nmov $15,%eax\nsyscall\nhlt\n");
void restorer(void);
#elif defined __i386__
__asm__(".text\n.globl _start\n_start:\n"
	"xor %ebp,%ebp\nmov (%esp),%eax\nlea 4(%esp),%ecx\nlea 8(%esp,%eax,4),%edx\n"
	"and $-16,%esp\nsub $4,%esp\npush %edx\npush %ecx\npush %eax\ncall begin\nhlt\n");
static __attribute__((noinline, unused)) long raw(long n, long a, long b, long c, long d, long e, long f)
{
	long args[7] = { n, a, b, c, d, e, f };
	long ret;
	__asm__ volatile("push %%ebp\n push %%ebx\n mov %1,%%eax\n mov 24(%%eax),%%ebp\n mov 20(%%eax),%%edi\n mov 16(%%eax),%%esi\n"
			 " mov 12(%%eax),%%edx\n mov 8(%%eax),%%ecx\n mov 4(%%eax),%%ebx\n mov (%%eax),%%eax\n int $0x80\n pop %%ebx\n pop %%ebp"
			 : "=&a"(ret) : "r"(args) : "ecx", "edx", "esi", "edi", "memory");
	return ret;
}
static __attribute__((noinline, unused)) long spawn(unsigned long flags, void *stack, int *ptid, int *ctid, void (*fn)(void *), void *arg)
{
	long ret;
	void **sp = (void **)((usize)stack & -16UL);
	sp -= 2;
	*--sp = arg;
	*--sp = (void *)fn;
	__asm__ volatile("push %%ebx\n mov %2,%%ebx\n int $0x80\n test %%eax,%%eax\n jnz 1f\n pop %%eax\n xor %%ebp,%%ebp\n call *%%eax\n"
			 " xor %%ebx,%%ebx\n mov %1,%%eax\n int $0x80\n hlt\n1: pop %%ebx"
			 : "=a"(ret) : "i"(__NR_exit), "g"(flags), "0"((long)__NR_clone), "c"(sp), "d"(ptid), "S"(0), "D"(ctid) : "memory");
	return ret;
}
#elif defined __aarch64__
__asm__(".text\n.globl _start\n_start:\n"
	"mov x29,#0\nldr x0,[sp]\nadd x1,sp,#8\nadd x2,x1,x0,lsl #3\nadd x2,x2,#8\nbl begin\nbrk #0\n");
static __attribute__((unused)) long raw(long n, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = n, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c, x3 __asm__("x3") = d,
		      x4 __asm__("x4") = e, x5 __asm__("x5") = f;
	__asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
	return x0;
}
static __attribute__((noinline, unused)) long spawn(unsigned long flags, void *stack, int *ptid, int *ctid, void (*fn)(void *), void *arg)
{
	void **sp = (void **)((usize)stack & -16UL);
	*--sp = arg;
	*--sp = (void *)fn;
	register long x8 __asm__("x8") = __NR_clone, x0 __asm__("x0") = (long)flags, x1 __asm__("x1") = (long)sp, x2 __asm__("x2") = (long)ptid,
		      x3 __asm__("x3") = 0, x4 __asm__("x4") = (long)ctid;
	__asm__ volatile("svc #0\n cbnz x0,1f\n ldp x1,x0,[sp],#16\n mov x29,#0\n blr x1\n mov x0,#0\n mov x8,%1\n svc #0\n brk #0\n1:"
			 : "+r"(x0) : "i"(__NR_exit), "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "x29", "x30", "memory");
	return x0;
}
#else
# error "no start code for this machine"
#endif

/* S(name, args…) makes the system call; missing arguments are 0. */
#define S_(n, a, b, c, d, e, f, ...) raw(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
#define S(name, ...) S_(__NR_##name, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define SN(number, ...) S_(number, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0)

__attribute__((weak)) void *memset(void *p, int c, usize n)
{
	for (char *q = p; n; n--)
		*q++ = c;
	return p;
}
__attribute__((weak)) void *memcpy(void *p, const void *s, usize n)
{
	const char *r = s;
	for (char *q = p; n; n--)
		*q++ = *r++;
	return p;
}
static inline usize length(const char *s)
{
	usize n = 0;
	while (s[n])
		n++;
	return n;
}
static inline int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}
static inline long number(const char *s)
{
	long n = 0;
	while (*s >= '0' && *s <= '9')
		n = n * 10 + *s++ - '0';
	return n;
}
static inline char *digits(char *end, unsigned long n, unsigned base)
{
	do
		*--end = "0123456789abcdef"[n % base];
	while (n /= base);
	return end;
}
static inline void say(int fd, const char *s) { S(write, fd, s, length(s)); }

/* The side channel: one "key=value" a line, in one write each. */
#define FACTS 3
static inline void fact_string(const char *key, const char *value)
{
	char b[512];
	usize n = length(key), m = length(value);
	if (n + m + 2 > sizeof b)
		return;
	memcpy(b, key, n);
	b[n] = '=';
	memcpy(b + n + 1, value, m);
	b[n + m + 1] = '\n';
	S(write, FACTS, b, n + m + 2);
}
static inline void fact(const char *key, long value)
{
	char b[24], *p;
	b[23] = 0;
	p = digits(b + 23, value < 0 ? -(unsigned long)value : (unsigned long)value, 10);
	if (value < 0)
		*--p = '-';
	fact_string(key, p);
}
static inline void fact_hex(const char *key, unsigned long value)
{
	char b[24];
	b[23] = 0;
	fact_string(key, digits(b + 23, value, 16));
}

/* Checkpoints. */
static inline void futex_wait(int *f, int v) { S(futex, f, FUTEX_WAIT, v, NULL, NULL, 0); }
static inline void futex_wake(int *f, int n) { S(futex, f, FUTEX_WAKE, n, NULL, NULL, 0); }
/* Waits until *f is no longer v. */
static inline void await_change(int *f, int v)
{
	while (__atomic_load_n(f, __ATOMIC_SEQ_CST) == v)
		futex_wait(f, v);
}

/* A call that blocks until a signal: pause, where there is one. */
#ifdef __NR_pause
# define NR_BLOCK __NR_pause
static inline long block_here(void) { return S(pause); }
#else
# define NR_BLOCK __NR_ppoll
static inline long block_here(void) { return S(ppoll, NULL, 0, NULL, NULL, 0); }
#endif

#define THREAD (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM)

#ifdef __NR_rt_sigaction
struct ksigaction {
	void (*handler)(int);
	unsigned long flags;
# if defined __x86_64__ || defined __i386__
	void (*restorer)(void);
# endif
	unsigned long long mask;
};
static inline long handle(int sig, void (*handler)(int), unsigned long flags)
{
	struct ksigaction a = { .handler = handler, .flags = flags };
# ifdef __x86_64__
	a.flags |= 0x04000000;
	a.restorer = restorer;
# endif
	return S(rt_sigaction, sig, &a, NULL, 8);
}
#endif

/* The case of a testee, chosen by its first argument. */
#define CASE(name) if (argc > 1 && same(argv[1], name))

__attribute__((used, noreturn)) void begin(int argc, char **argv, char **envp)
{
	long status = main(argc, argv, envp);
	for (;;)
		S(exit_group, status);
}
#endif
