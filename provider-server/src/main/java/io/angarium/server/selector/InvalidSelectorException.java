package io.angarium.server.selector;

/** A selector that section 3.8.1 of the specification does not allow; the message shows the place with a caret. */
public final class InvalidSelectorException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int CONTEXT = 40;

    private final int position;

    InvalidSelectorException(String problem, String text, int position) {
        super(problem + " (at character " + (position + 1) + " of the selector)\n" + excerpt(text, position));
        this.position = position;
    }

    /** Index in the selector's text, from 0, of the character that is wrong; the text's length if it ends too early. */
    public int position() {
        return position;
    }

    private static String excerpt(String text, int position) {
        int from = Math.max(0, position - CONTEXT);
        int to = Math.min(text.length(), position + CONTEXT);
        String shown = text.substring(from, to).replaceAll("\\p{Cntrl}", " ");
        String before = from > 0 ? "…" : "";
        String after = to < text.length() ? "…" : "";
        return "  " + before + shown + after + "\n  " + " ".repeat(before.length() + position - from) + "^";
    }
}
