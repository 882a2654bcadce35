/* Makes call K*1000000+N for every N; see shim.c. */
static void call(long nr, long arg0, long arg1)
{
	asm volatile("syscall" : "+a"(nr) : "D"(arg0), "S"(arg1), "d"(0) : "rcx", "r11", "memory");
}

static int args[8];

void _start(void)
{
	for (long nr = 0; nr < 560; nr++)
		call(K * 1000000 + nr, 0, 0);
	if (K == 1)
		for (long sub = 1; sub < 26; sub++) {
			call(1000102, sub, (long)args);
			call(1000117, sub, (long)args);
		}
	call(231, 0, 0);
}
