package io.angarium.server.vm;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkAddress;
import io.angarium.jms.link.LinkListener;
import io.angarium.jms.link.LinkProvider;
import io.angarium.server.engine.Identity;
import io.angarium.wire.ConnectionFrame;
import java.util.concurrent.TimeUnit;

/**
 * Opens {@code vm://name}: a link to the broker of that name in this JVM. If none runs, one is started, with the option {@code data=DIR} on that folder, else on a
 * temporary one; it stops, and a temporary folder goes, with its last link.
 */
public final class VmLinkProvider implements LinkProvider {
    private static final String SCHEME = "vm";
    private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** For the service loader. */
    public VmLinkProvider() {}

    @Override
    public boolean handles(String scheme) {
        return SCHEME.equals(scheme);
    }

    @Override
    public Link open(LinkAddress address, ConnectionFrame.Hello hello, LinkListener listener) {
        VmBrokers.Lease lease = VmBrokers.lease(address.host(), address.options());
        String user = hello.user() == null ? "anonymous" : hello.user();
        VmLink link = new VmLink(lease.host(), address.host(), listener, byBroker -> release(lease, byBroker));
        link.open(hello, new Identity(user, true, address.toString()), System.nanoTime() + OPEN_NANOS);
        return link;
    }

    private static void release(VmBrokers.Lease lease, boolean byBroker) {
        if (byBroker) {
            Thread thread = new Thread(lease::release, "angarium-vm-release");
            thread.setDaemon(true);
            thread.start();
        } else {
            lease.release();
        }
    }
}
