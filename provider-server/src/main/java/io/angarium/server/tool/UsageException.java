package io.angarium.server.tool;

/** A command line that makes no sense, found out by the command itself: status 2, as for what the parser refuses. */
final class UsageException extends ToolException {
    private static final long serialVersionUID = 1L;

    UsageException(String line) {
        super(line);
    }
}
