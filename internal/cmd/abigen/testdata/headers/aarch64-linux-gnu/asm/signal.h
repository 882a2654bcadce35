#define SIGHUP 1
