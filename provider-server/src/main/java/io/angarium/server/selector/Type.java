package io.angarium.server.selector;

/** What is known of an operand's type before there is a message. */
enum Type {
    /** A property: known with the message only. */
    ANY("a property"),
    NUMBER("a number"),
    TEXT("a string"),
    BOOLEAN("a condition");

    private final String described;

    Type(String described) {
        this.described = described;
    }

    /** For messages: "a string". */
    String described() {
        return described;
    }

    /** Whether a value of this type may turn out to be a number. */
    boolean mayBeNumber() {
        return this == NUMBER || this == ANY;
    }
}
