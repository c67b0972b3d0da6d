package io.angarium.server.tool;

import io.angarium.server.Broker;
import io.angarium.server.tool.jmx.Management;
import java.util.List;
import java.util.Map;

/** Management requests to a broker in this JVM, each over a link of its own. Any thread. */
record BrokerManagement(String broker) implements Management {

    @Override
    public List<Map<String, Object>> ask(String operation, Map<String, Object> arguments) {
        if (Broker.named(broker).isEmpty()) { // a link would start one
            throw new IllegalStateException("broker " + broker + " has stopped");
        }
        try (ManagementClient client = ManagementClient.open("vm://" + broker, null, null)) {
            return client.ask(operation, arguments);
        } catch (ToolException e) {
            throw new IllegalStateException(
                    String.valueOf(e.getMessage())); // JMX clients need not have the cause's class
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during " + operation, e);
        }
    }
}
