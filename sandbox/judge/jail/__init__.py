"""The jail: how a process gives up everything but its arithmetic.

`kernel` calls Linux through ctypes. `view` and `root` build the file system that jails see,
`identity` gives up users and capabilities, `seccomp` and `landlock` refuse what is left,
`limits` and `cgroups` bound it. sandbox.judge.zygote.child puts them together after a fork.
"""
