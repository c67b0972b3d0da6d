package io.angarium.server.selector;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Recursive descent over the grammar of section 3.8.1.1, lowest precedence first:
 *
 * <pre>
 * either     = all { OR all }
 * all        = negation { AND negation }
 * negation   = NOT negation | predicate
 * predicate  = sum [ relation sum | IS [NOT] NULL | [NOT] BETWEEN sum AND sum
 *                  | [NOT] IN ( text { , text } ) | [NOT] LIKE text [ ESCAPE text ] ]
 * sum        = product { (+ | -) product }
 * product    = signed { (* | /) signed }
 * signed     = (+ | -) signed | primary
 * primary    = literal | identifier | ( either )
 * </pre>
 *
 * Nesting and the number of calculations are limited, so that neither parsing nor evaluating can exhaust the stack.
 */
final class Parser {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_CALCULATIONS = 500;
    private static final Map<String, Relation> RELATIONS = Map.of(
            "=", Relation.EQUAL,
            "<>", Relation.DIFFERENT,
            "<", Relation.LESS,
            "<=", Relation.AT_MOST,
            ">", Relation.GREATER,
            ">=", Relation.AT_LEAST);

    private final String text;
    private final Scanner scanner;
    private Token token;
    private int depth;
    private int calculations;

    private Parser(String text) {
        this.text = text;
        this.scanner = new Scanner(text);
        this.token = scanner.next();
    }

    static Condition parse(String text) {
        Parser parser = new Parser(text);
        int start = parser.token.position();
        Condition condition = parser.condition(parser.either(), start);
        if (parser.token.kind() != Token.Kind.END) {
            throw parser.unexpected("an operator or the end");
        }
        return condition;
    }

    private Operand either() {
        int start = token.position();
        Operand first = all();
        if (!token.is("OR")) {
            return first;
        }
        List<Condition> parts = new ArrayList<>(List.of(condition(first, start)));
        while (accept("OR")) {
            int next = token.position();
            parts.add(condition(all(), next));
        }
        return new Condition.Or(List.copyOf(parts));
    }

    private Operand all() {
        int start = token.position();
        Operand first = negation();
        if (!token.is("AND")) {
            return first;
        }
        List<Condition> parts = new ArrayList<>(List.of(condition(first, start)));
        while (accept("AND")) {
            int next = token.position();
            parts.add(condition(negation(), next));
        }
        return new Condition.And(List.copyOf(parts));
    }

    private Operand negation() {
        if (!accept("NOT")) {
            return predicate();
        }
        int start = token.position();
        enter();
        Condition negated = new Condition.Not(condition(negation(), start));
        depth--;
        return negated;
    }

    private Operand predicate() {
        Token first = token;
        Operand left = sum();
        Relation relation = token.kind() == Token.Kind.SYMBOL ? RELATIONS.get(token.text()) : null;
        if (relation != null) {
            return comparison(relation, left, first);
        }
        if (accept("IS")) {
            return nullTest(left, first);
        }
        boolean negated = accept("NOT");
        if (accept("BETWEEN")) {
            return between(left, first, negated);
        }
        if (accept("IN")) {
            Condition in = new Condition.In(stringIdentifier(left, first, "IN"), strings());
            return negated ? new Condition.Not(in) : in;
        }
        if (accept("LIKE")) {
            Condition like = new Condition.Like(stringIdentifier(left, first, "LIKE"), pattern());
            return negated ? new Condition.Not(like) : like;
        }
        if (negated) {
            throw unexpected("BETWEEN, IN or LIKE");
        }
        return left;
    }

    private Condition comparison(Relation relation, Operand left, Token first) {
        advance();
        Token second = token;
        Operand right = sum();
        if (!relation.isEquality()) {
            numeric(left, first);
            numeric(right, second);
        } else if (neverAlike(left.type(), right.type())) {
            throw invalid(
                    left.type().described() + " cannot equal " + right.type().described(), second);
        }
        return new Condition.Compare(relation, left, right);
    }

    /** A condition and a number or string; of a number and a string section 3.8.1.1 says that they compare, as false. */
    private static boolean neverAlike(Type left, Type right) {
        boolean known = left != Type.ANY && right != Type.ANY;
        return known && (left == Type.BOOLEAN) != (right == Type.BOOLEAN);
    }

    private Condition nullTest(Operand operand, Token first) {
        boolean negated = accept("NOT");
        expect("NULL");
        if (!isIdentifier(operand)) {
            throw invalid("only a property or a header field can be NULL", first);
        }
        Condition isNull = new Condition.IsNull(operand);
        return negated ? new Condition.Not(isNull) : isNull;
    }

    private Condition between(Operand operand, Token first, boolean negated) {
        numeric(operand, first);
        Token lowest = token;
        Operand low = numeric(sum(), lowest);
        expect("AND");
        Token highest = token;
        Operand high = numeric(sum(), highest);
        if (negated) {
            return new Condition.Or(List.of(
                    new Condition.Compare(Relation.LESS, operand, low),
                    new Condition.Compare(Relation.GREATER, operand, high)));
        }
        return new Condition.And(List.of(
                new Condition.Compare(Relation.AT_LEAST, operand, low),
                new Condition.Compare(Relation.AT_MOST, operand, high)));
    }

    private Operand stringIdentifier(Operand operand, Token first, String keyword) {
        boolean text = operand.type() == Type.ANY || operand.type() == Type.TEXT;
        if (!isIdentifier(operand) || !text) {
            throw invalid(keyword + " needs a property or header field that is a string before it", first);
        }
        return operand;
    }

    private Set<String> strings() {
        expect("(");
        Set<String> strings = new HashSet<>();
        do {
            strings.add(string());
        } while (accept(","));
        expect(")");
        return Set.copyOf(strings);
    }

    private LikePattern pattern() {
        Token start = token;
        String pattern = string();
        if (!accept("ESCAPE")) {
            return LikePattern.of(pattern);
        }
        Token escape = token;
        String character = string();
        if (character.codePointCount(0, character.length()) != 1) {
            throw invalid("ESCAPE takes a string of one character", escape);
        }
        try {
            return LikePattern.of(pattern, character.codePointAt(0));
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()), start);
        }
    }

    private Operand sum() {
        Token first = token;
        Operand left = product();
        while (token.is("+") || token.is("-")) {
            char operator = operator();
            Token second = token;
            left = new Operand.Arithmetic(operator, numeric(left, first), numeric(product(), second));
        }
        return left;
    }

    private Operand product() {
        Token first = token;
        Operand left = signed();
        while (token.is("*") || token.is("/")) {
            char operator = operator();
            Token second = token;
            left = new Operand.Arithmetic(operator, numeric(left, first), numeric(signed(), second));
        }
        return left;
    }

    private char operator() {
        if (++calculations > MAX_CALCULATIONS) {
            throw invalid("more than " + MAX_CALCULATIONS + " calculations", token);
        }
        char operator = token.text().charAt(0);
        advance();
        return operator;
    }

    private Operand signed() {
        boolean minus = token.is("-");
        if (!minus && !token.is("+")) {
            return primary();
        }
        advance();
        Token operandStart = token;
        if (token.kind() == Token.Kind.NUMBER) {
            return number(minus);
        }
        enter();
        Operand operand = numeric(signed(), operandStart);
        depth--;
        return minus ? new Operand.Negated(operand) : operand;
    }

    private Operand primary() {
        return switch (token.kind()) {
            case NUMBER -> number(false);
            case TEXT -> Operand.Literal.text(string());
            case IDENTIFIER -> identifier();
            default -> keywordOrParenthesis();
        };
    }

    private Operand keywordOrParenthesis() {
        if (accept("TRUE")) {
            return new Condition.Constant(Truth.TRUE);
        }
        if (accept("FALSE")) {
            return new Condition.Constant(Truth.FALSE);
        }
        if (token.is("NULL")) {
            throw invalid("NULL is no value; ask with IS NULL or IS NOT NULL", token);
        }
        if (!accept("(")) {
            throw unexpected("a property, a value or '('");
        }
        enter();
        Operand inner = either();
        depth--;
        expect(")");
        return inner;
    }

    private Operand identifier() {
        Token name = token;
        advance();
        String identifier = name.text();
        if (Header.named(identifier).isPresent()) {
            return new Operand.HeaderField(Header.named(identifier).get());
        }
        if (identifier.startsWith("JMS") && !identifier.startsWith("JMSX") && !identifier.startsWith("JMS_")) {
            throw invalid("'" + identifier + "' is no header field that a selector may use", name);
        }
        return new Operand.Property(new PropertyName(identifier));
    }

    private Operand number(boolean negative) {
        Token literal = token;
        advance();
        try {
            return Operand.Literal.number(NumberLiteral.of(literal.text(), negative));
        } catch (NumberFormatException e) {
            throw invalid("'" + literal.text() + "' is no number, or out of range", literal);
        }
    }

    private String string() {
        if (token.kind() != Token.Kind.TEXT) {
            throw unexpected("a string");
        }
        String string = token.text();
        advance();
        return string;
    }

    private static boolean isIdentifier(Operand operand) {
        return operand instanceof Operand.Property || operand instanceof Operand.HeaderField;
    }

    private Condition condition(Operand operand, int start) {
        if (operand instanceof Condition condition) {
            return condition;
        }
        if (operand.type() == Type.ANY) {
            return new Condition.Flag(operand);
        }
        throw new InvalidSelectorException(
                "a condition is needed here, not " + operand.type().described(), text, start);
    }

    private Operand numeric(Operand operand, Token start) {
        if (!operand.type().mayBeNumber()) {
            throw invalid("a number is needed here, not " + operand.type().described(), start);
        }
        return operand;
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw invalid("nested more than " + MAX_DEPTH + " deep", token);
        }
    }

    private boolean accept(String expected) {
        if (!token.is(expected)) {
            return false;
        }
        advance();
        return true;
    }

    private void expect(String expected) {
        if (!accept(expected)) {
            throw unexpected("'" + expected + "'");
        }
    }

    private void advance() {
        token = scanner.next();
    }

    private InvalidSelectorException unexpected(String expected) {
        return invalid("expected " + expected + ", found " + token.described(), token);
    }

    private InvalidSelectorException invalid(String problem, Token where) {
        return new InvalidSelectorException(problem, text, where.position());
    }
}
