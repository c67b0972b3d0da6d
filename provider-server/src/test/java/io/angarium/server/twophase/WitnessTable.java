package io.angarium.server.twophase;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.XAConnection;

/** What was sent and what was taken, a row for each time, without a key that would refuse a second one. */
record WitnessTable(Store store) {
    private static final int MOST_NAMES = 20;

    /** What became of messages. */
    enum Deed {
        SENT,
        TAKEN
    }

    /**
     * What the rows tell.
     *
     * @param wrong names of messages, with how often they were sent and taken, where that is not once and once
     */
    record Verdict(int sent, int taken, List<String> wrong) {}

    static WitnessTable create(Store store) throws SQLException {
        XAConnection xa = store.connect();
        try (Connection connection = xa.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table witness (name varchar(40) not null, deed varchar(5) not null)");
        } finally {
            xa.close();
        }
        return new WitnessTable(store);
    }

    /** In the transaction of the connection. */
    static void add(Connection connection, String name, Deed deed) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into witness values (?, ?)")) {
            insert.setString(1, name);
            insert.setString(2, deed.name());
            insert.executeUpdate();
        }
    }

    Verdict verdict() throws SQLException {
        Map<String, int[]> times = new TreeMap<>();
        int[] sums = new int[Deed.values().length];
        XAConnection xa = store.connect();
        try (Connection connection = xa.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select name, deed from witness")) {
            while (rows.next()) {
                int deed = Deed.valueOf(rows.getString(2)).ordinal();
                times.computeIfAbsent(rows.getString(1), name -> new int[Deed.values().length])[deed]++;
                sums[deed]++;
            }
        } finally {
            xa.close();
        }
        List<String> wrong = new ArrayList<>();
        times.forEach((name, of) -> {
            if ((of[0] != 1 || of[1] != 1) && wrong.size() < MOST_NAMES) {
                wrong.add(name + " " + of[0] + "/" + of[1]);
            }
        });
        return new Verdict(sums[Deed.SENT.ordinal()], sums[Deed.TAKEN.ordinal()], wrong);
    }
}
