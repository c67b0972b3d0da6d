package io.angarium.examples.servers.app;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.StringJoiner;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What operators of the server see by JMX. */
final class Shown {
    private Shown() {}

    /** Each bean whose name fits, one a line: its name and its attributes, separated by tabs. */
    static String lines(String pattern) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        StringJoiner lines = new StringJoiner("\n");
        try {
            server.queryNames(new ObjectName(pattern), null).stream()
                    .sorted(Comparator.comparing(ObjectName::toString))
                    .forEach(name -> lines.add(line(server, name)));
        } catch (JMException e) {
            throw new IllegalArgumentException(e);
        }
        return lines.toString();
    }

    private static String line(MBeanServer server, ObjectName name) {
        StringJoiner line = new StringJoiner("\t");
        line.add(name.toString());
        try {
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                line.add(attribute.getName() + "=" + server.getAttribute(name, attribute.getName()));
            }
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
        return line.toString();
    }
}
