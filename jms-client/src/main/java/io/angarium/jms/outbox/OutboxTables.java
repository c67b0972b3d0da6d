package io.angarium.jms.outbox;

import java.util.List;

/** The statements that create the tables of outbox and inbox. {@code angarium outbox ddl} prints them. */
public enum OutboxTables {
    /** Standard SQL (identity columns, BLOB), as Apache Derby, Db2, H2 and Oracle have it; tested with Derby. */
    STANDARD("BLOB", "GENERATED ALWAYS AS IDENTITY"),
    /** PostgreSQL. */
    POSTGRESQL("BYTEA", "GENERATED ALWAYS AS IDENTITY"),
    /** MySQL and MariaDB. */
    MYSQL("LONGBLOB", "AUTO_INCREMENT");

    private final String binary;
    private final String identity;

    OutboxTables(String binary, String identity) {
        this.binary = binary;
        this.identity = identity;
    }

    /** The statements, without a semicolon at the end, in the order to execute them. */
    public List<String> statements() {
        return List.of(
                "CREATE TABLE ANGARIUM_OUTBOX ("
                        + "ID BIGINT " + identity + " PRIMARY KEY, "
                        + "DESTINATION VARCHAR(1100) NOT NULL, "
                        + "MESSAGE " + binary + " NOT NULL, "
                        + "EXPIRES_AT BIGINT NOT NULL, "
                        + "DELIVER_AT BIGINT NOT NULL, "
                        + "INCARNATION VARCHAR(36), "
                        + "SEQUENCE_NUMBER BIGINT, "
                        + "ASSIGNED_AT BIGINT, "
                        + "REFUSED VARCHAR(500))",
                "CREATE INDEX ANGARIUM_OUTBOX_SENT ON ANGARIUM_OUTBOX (INCARNATION, SEQUENCE_NUMBER)",
                "CREATE TABLE ANGARIUM_OUTBOX_RELAY (ID INT NOT NULL PRIMARY KEY, TURNS BIGINT NOT NULL)",
                "INSERT INTO ANGARIUM_OUTBOX_RELAY (ID, TURNS) VALUES (1, 0)",
                "CREATE TABLE ANGARIUM_INBOX (RECEIVER VARCHAR(100) NOT NULL, MESSAGE_ID VARCHAR(250) NOT NULL, "
                        + "RECEIVED_AT BIGINT NOT NULL, PRIMARY KEY (RECEIVER, MESSAGE_ID))");
    }
}
