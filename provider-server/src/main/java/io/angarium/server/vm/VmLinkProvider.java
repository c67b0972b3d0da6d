package io.angarium.server.vm;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkAddress;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.jms.link.LinkProvider;
import io.angarium.server.engine.Identity;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Opens {@code vm://name}: a link to the broker of that name in this JVM. If none runs, one is started, with the option {@code data=DIR} on that folder, else on a
 * temporary one; it stops, and a temporary folder goes, with its last link. A name is not needed and gives no rights that the JVM does not have; a wrong one is refused.
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
        Optional<String> refusal = lease.broker().refusal(hello);
        if (refusal.isPresent()) {
            lease.release();
            throw new LinkException(ErrorCode.AUTHENTICATION, address + ": " + refusal.get(), null);
        }
        String user = hello.user() == null ? "anonymous" : hello.user();
        VmLink link = new VmLink(lease.broker().host(), address.host(), listener, byBroker -> release(lease, byBroker));
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
