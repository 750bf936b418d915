"""The zygote: imports numpy and torch once and hands out jailed children that need no start.

Two processes. The *dispatcher* (`dispatcher`, without torch) listens on a private Unix socket,
leases children and kills them. The *fork server* (`forkserver`) has imported torch, lives in
the jails' own file system without any right on the host, and does nothing but fork: so making
a child never delays a lease. Both are started with an empty environment.
"""
