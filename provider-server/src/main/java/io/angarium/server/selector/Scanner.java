package io.angarium.server.selector;

import java.util.Locale;
import java.util.Set;

/** Makes tokens of a selector's text, one at a time, section 3.8.1.1. */
final class Scanner {
    private static final Set<String> KEYWORDS =
            Set.of("NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE", "NULL", "TRUE", "FALSE");

    private final String text;
    private int at;

    Scanner(String text) {
        this.text = text;
    }

    /** The next token; END again and again after the last. */
    Token next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return new Token(Token.Kind.END, "", at);
        }
        int first = text.codePointAt(at);
        if (Character.isJavaIdentifierStart(first)) {
            return word();
        }
        if (first == '\'') {
            return string();
        }
        if (isDigit(at) || (first == '.' && isDigit(at + 1))) {
            return number();
        }
        return symbol();
    }

    private Token word() {
        int start = at;
        while (at < text.length() && Character.isJavaIdentifierPart(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        String word = text.substring(start, at);
        String upper = word.toUpperCase(Locale.ROOT);
        return KEYWORDS.contains(upper)
                ? new Token(Token.Kind.KEYWORD, upper, start)
                : new Token(Token.Kind.IDENTIFIER, word, start);
    }

    private Token string() {
        int start = at++;
        StringBuilder content = new StringBuilder();
        while (true) {
            int quote = text.indexOf('\'', at);
            if (quote < 0) {
                throw new InvalidSelectorException("this string has no closing quote", text, start);
            }
            content.append(text, at, quote);
            at = quote + 1;
            if (at == text.length() || text.charAt(at) != '\'') {
                return new Token(Token.Kind.TEXT, content.toString(), start);
            }
            content.append('\'');
            at++;
        }
    }

    /** Everything that can belong to a number, also what makes it a wrong one; {@link NumberLiteral} judges. */
    private Token number() {
        int start = at;
        boolean hexadecimal = text.regionMatches(true, at, "0x", 0, 2);
        while (at < text.length() && belongsToNumber(start, hexadecimal)) {
            at++;
        }
        return new Token(Token.Kind.NUMBER, text.substring(start, at), start);
    }

    private boolean belongsToNumber(int start, boolean hexadecimal) {
        char c = text.charAt(at);
        if (c == '+' || c == '-') {
            char before = Character.toLowerCase(text.charAt(at - 1));
            return at > start && before == (hexadecimal ? 'p' : 'e');
        }
        return c == '.' || Character.isJavaIdentifierPart(c);
    }

    private Token symbol() {
        int start = at;
        char c = text.charAt(at);
        char second = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        boolean two = (c == '<' && second == '>') || ((c == '<' || c == '>') && second == '=');
        if (!two && "=<>+-*/(),".indexOf(c) < 0) {
            String hint = c == '!' ? "; 'different from' is written <>" : "";
            hint = c == '"' ? "; strings stand in single quotes" : hint;
            throw new InvalidSelectorException("'" + c + "' has no meaning here" + hint, text, start);
        }
        at += two ? 2 : 1;
        return new Token(Token.Kind.SYMBOL, text.substring(start, at), start);
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }
}
