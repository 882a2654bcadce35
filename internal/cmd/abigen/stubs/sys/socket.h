/* What kernel headers want of it: struct sockaddr. */
#ifndef STRAKE_SYS_SOCKET_H
#define STRAKE_SYS_SOCKET_H
#include <linux/socket.h>
struct sockaddr {
	__kernel_sa_family_t sa_family;
	char sa_data[14];
};
#endif
