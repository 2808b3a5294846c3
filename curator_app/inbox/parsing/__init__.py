"""Reading a mail: only ever run in the confined child process that `inbox.mail` starts.

No module of the program but the child's own main imports this package (a test sees to it).
Every step is linear in the size of the mail and bounded by `limits`; nothing recurses deeper than
DEPTH. What is cut is told by a remark, and the raw bytes are kept by the parent in any case.
"""
