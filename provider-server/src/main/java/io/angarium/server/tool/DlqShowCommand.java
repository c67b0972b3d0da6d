package io.angarium.server.tool;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells the story of dead letters, and leaves them where they are. */
@Command(
        name = "show",
        description = "Show where messages came from and why they could not be delivered.",
        footer = {
            "",
            "Bodies and other properties: 'angarium browse QUEUE --json'.",
            "",
            "Examples:",
            "  angarium dlq show DLQ",
            "  angarium dlq show DLQ --where \"JMS_ANGARIUM_DEAD_ORIGIN = 'queue:orders'\" --json"
        })
final class DlqShowCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final ConnectOptions broker = new ConnectOptions();

    @Mixin
    final OutputOptions output = new OutputOptions();

    @Mixin
    final WhichMessages which = new WhichMessages();

    DlqShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws JMSException, IOException, InterruptedException {
        List<Map<String, Object>> rows = new ArrayList<>();
        try (Connection connection = broker.connect(common)) {
            connection.start();
            which.browse(connection.createSession(), which.where, message -> rows.add(DeadLetter.row(message)));
        }
        output.table(terminal, rows, "messages");
        return Angarium.OK;
    }
}
