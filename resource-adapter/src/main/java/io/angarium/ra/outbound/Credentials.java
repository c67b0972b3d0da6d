package io.angarium.ra.outbound;

import io.angarium.ra.handle.Request;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.SecurityException;
import jakarta.resource.spi.security.PasswordCredential;
import java.util.Set;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Who a connection is opened for: Connectors 2.1 chapter 9.
 *
 * @param user null for the one that the factory is set up with
 * @param password that goes with it
 */
record Credentials(@Nullable String user, @Nullable String password) {
    private static final Credentials CONFIGURED = new Credentials(null, null);

    /**
     * Container sign-on if there is a subject (section 9.1.8.2, option A: a password credential for this factory), else application
     * sign-on if the application named a user, else as the factory is set up.
     *
     * @throws SecurityException if the subject has no credential for this factory
     */
    static Credentials of(
            @Nullable Subject subject, @Nullable ConnectionRequestInfo request, ManagedConnectionFactory factory)
            throws ResourceException {
        if (subject != null) {
            Set<PasswordCredential> credentials = subject.getPrivateCredentials(PasswordCredential.class);
            for (PasswordCredential credential : credentials) {
                if (factory.equals(credential.getManagedConnectionFactory())) {
                    return new Credentials(credential.getUserName(), new String(credential.getPassword()));
                }
            }
            throw new SecurityException("the container's subject has no password credential for " + factory);
        }
        if (request == null) {
            return CONFIGURED;
        }
        if (request instanceof Request asked) {
            return asked.user() == null ? CONFIGURED : new Credentials(asked.user(), asked.password());
        }
        throw new ResourceException("a " + request.getClass().getName() + " is no request of this adapter");
    }

    /** Without the password, for logs. */
    @Override
    public String toString() {
        return "Credentials[user=" + user + "]";
    }
}
