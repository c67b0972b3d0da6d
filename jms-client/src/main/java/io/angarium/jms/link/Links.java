package io.angarium.jms.link;

import io.angarium.jms.uri.BrokerUri;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.ErrorCode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens links for URIs. Stateless. */
public final class Links {
    /** Refusals that another address of the same brokers would repeat. */
    private static final Set<ErrorCode> FINAL =
            EnumSet.of(ErrorCode.AUTHENTICATION, ErrorCode.NOT_AUTHORIZED, ErrorCode.INVALID_CLIENT_ID);

    /** Brought along, and so not looked for in the class path at each of many tries to connect again. */
    private static final LinkProvider SOCKETS = new SocketLinkProvider();

    private static final Logger LOG = System.getLogger(Links.class.getName());

    private Links() {}

    /**
     * Connects to the first address of a URI that can be reached.
     *
     * @throws LinkException if there is none, naming each address and why, or no provider for the scheme
     */
    public static Link open(BrokerUri uri, Hello hello, LinkListener listener) {
        return open(uri, hello, listener, provider(uri.scheme())::open);
    }

    /** How one address is opened: {@link LinkProvider#open}. */
    @FunctionalInterface
    interface Way {
        Link open(LinkAddress address, Hello hello, LinkListener listener);
    }

    /** As {@link #open(BrokerUri, Hello, LinkListener)}, by a way of the caller's. */
    static Link open(BrokerUri uri, Hello hello, LinkListener listener, Way way) {
        List<LinkException> failures = new ArrayList<>();
        for (BrokerUri.Address each : uri.addresses()) {
            LinkAddress address = new LinkAddress(uri.scheme(), each.host(), each.port(), uri.options());
            try {
                return way.open(address, hello, listener);
            } catch (LinkException e) {
                if (e.code() != null && FINAL.contains(e.code())) {
                    throw e;
                }
                failures.add(e);
            }
        }
        throw failures.size() == 1 ? failures.get(0) : noneOf(failures);
    }

    private static LinkException noneOf(List<LinkException> failures) {
        LinkException last = failures.get(failures.size() - 1);
        String each = failures.stream().map(LinkException::getMessage).collect(Collectors.joining("; "));
        LinkException all =
                new LinkException(last.code(), "none of " + failures.size() + " brokers can be reached: " + each, last);
        failures.subList(0, failures.size() - 1).forEach(all::addSuppressed);
        return all;
    }

    private static LinkProvider provider(String scheme) {
        if (SOCKETS.handles(scheme)) {
            return SOCKETS;
        }
        return Stream.of(Links.class.getClassLoader(), Thread.currentThread().getContextClassLoader())
                .flatMap(loader -> providers(loader).stream())
                .filter(provider -> provider.handles(scheme))
                .findFirst()
                .orElseThrow(() -> new LinkException(null, missing(scheme), null));
    }

    private static List<LinkProvider> providers(@Nullable ClassLoader loader) {
        List<LinkProvider> found = new ArrayList<>();
        Iterator<LinkProvider> all =
                ServiceLoader.load(LinkProvider.class, loader).iterator();
        try {
            while (all.hasNext()) {
                found.add(all.next());
            }
        } catch (ServiceConfigurationError e) {
            // The context class loader of another deployment may have a copy of the SPI of its own.
            LOG.log(Level.DEBUG, "ignoring the link providers of " + loader, e);
        }
        return found;
    }

    private static String missing(String scheme) {
        return scheme.equals(BrokerUri.VM)
                ? "no broker for vm:// on the class path: add angarium-provider-server"
                : "no link provider for " + scheme + "://";
    }
}
