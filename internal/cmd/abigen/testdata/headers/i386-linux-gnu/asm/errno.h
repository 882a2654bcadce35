#define EPERM 1
