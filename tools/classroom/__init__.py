"""Rehearse a class: a real JupyterHub on this machine, and students that are programs."""
