"""Pages of the kernel's apps that stand below the shell: inbox, audit chain, working-day calendar."""
