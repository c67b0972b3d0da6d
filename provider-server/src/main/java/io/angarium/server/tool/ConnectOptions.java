package io.angarium.server.tool;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.jms.uri.UriOption;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which broker, and as whom. */
final class ConnectOptions {
    static final String DEFAULT_URL = "angarium://localhost:7171";
    static final String PASSWORD_VARIABLE = "ANGARIUM_PASSWORD";
    /** The client logs through the platform's loggers; a command line says what it has to say itself. */
    private static final Logger CLIENT_LOG = Logger.getLogger("io.angarium");

    @Option(names = "--url", paramLabel = "URL", description = "The broker (default: " + DEFAULT_URL + ").")
    String url = DEFAULT_URL;

    @Option(names = "--user", paramLabel = "NAME", description = "User name (default: none).")
    @Nullable
    String user;

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            arity = "0..1",
            interactive = true,
            description = "Password; asked for if no value follows. Better: the variable " + PASSWORD_VARIABLE + ".")
    @Nullable
    String password;

    /** A connection that has not been started. */
    Connection connect(CommonOptions common) {
        quiet(common);
        try {
            AngariumConnectionFactory factory = new AngariumConnectionFactory(atOnce(url));
            return user == null ? factory.createConnection() : factory.createConnection(user, secret(user));
        } catch (JMSException | IllegalArgumentException e) {
            throw new ToolException(Failures.explainConnect(url, e), e);
        }
    }

    /** The same user elsewhere. */
    ConnectOptions to(String other) {
        ConnectOptions there = new ConnectOptions();
        there.url = other;
        there.user = user;
        there.password = password;
        return there;
    }

    /** A connection for a transaction manager, which waits for a broker to come up; not started. */
    XAConnection connectXa(CommonOptions common) throws JMSException {
        quiet(common);
        AngariumXAConnectionFactory factory = new AngariumXAConnectionFactory(url);
        return user == null ? factory.createXAConnection() : factory.createXAConnection(user, secret(user));
    }

    private static void quiet(CommonOptions common) {
        CLIENT_LOG.setLevel(common.verbose ? Level.INFO : Level.OFF);
    }

    /** Somebody who types a command is told at once if there is no broker; a connection that was there once comes back. What is no address of a broker stays as it was typed. */
    static String atOnce(String url) {
        String option = UriOption.START_TIMEOUT.key() + "=";
        boolean broker = url.startsWith(BrokerUri.PLAIN) || url.startsWith(BrokerUri.VM + ":");
        return !broker || url.contains(option) ? url : url + (url.contains("?") ? "&" : "?") + option + "0";
    }

    /** A connection for management requests. */
    ManagementClient manage(CommonOptions common) {
        quiet(common);
        return ManagementClient.open(url, user, user == null ? null : secret(user));
    }

    /** Asked for once, however many connections the command opens. */
    private synchronized String secret(String name) {
        password = secret(name, password, System.getenv(PASSWORD_VARIABLE), Terminal.system());
        return password;
    }

    static String secret(String name, @Nullable String given, @Nullable String variable, Terminal terminal) {
        if (given != null) {
            return given;
        }
        if (variable != null) {
            return variable;
        }
        String answer = terminal.askSecret("Password of " + name);
        if (answer == null) {
            throw new ToolException(
                    "no password for user " + name + "; set " + PASSWORD_VARIABLE + " or give --password");
        }
        return answer;
    }
}
