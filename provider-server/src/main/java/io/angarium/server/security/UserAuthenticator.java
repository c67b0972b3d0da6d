package io.angarium.server.security;

import io.angarium.server.engine.Identity;
import io.angarium.wire.ConnectionFrame;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Users from the users file; while there are none, this machine only. Thread-safe. */
public final class UserAuthenticator implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(UserAuthenticator.class);

    private static final String CREDENTIALS_NEEDED = "user name and password are needed";

    private final UserStore users;
    private final boolean anonymousLoopback;
    private final LoopbackOnly withoutUsers = new LoopbackOnly("this broker has no users yet, so it takes connections"
            + " from its own machine only; add a user with: angarium user add");
    private final LoopbackOnly withoutName = new LoopbackOnly(CREDENTIALS_NEEDED);

    /**
     * @throws UsersFileException if the users file cannot be read
     */
    public UserAuthenticator(SecuritySettings settings) {
        this(new UserStore(settings.usersFile()), settings.anonymousLoopback());
        if (users.isEmpty()) {
            LOG.info(
                    "no users in {}: connections are taken from this machine only, without a password",
                    settings.usersFile());
        }
    }

    UserAuthenticator(UserStore users, boolean anonymousLoopback) {
        this.users = users;
        this.anonymousLoopback = anonymousLoopback;
    }

    @Override
    public Judgement judge(ConnectionFrame.Hello hello, Peer peer) {
        String name = hello.user();
        if (users.isEmpty()) {
            return withoutUsers.judge(hello, peer);
        }
        if (name == null && anonymousLoopback) {
            return withoutName.judge(hello, peer);
        }
        String password = hello.password();
        if (name == null || password == null) {
            return new Judgement.Refused(CREDENTIALS_NEEDED);
        }
        Optional<User> user = users.verify(name, password);
        return user.<Judgement>map(
                        known -> new Judgement.Accepted(new Identity(known.name(), known.admin(), peer.text())))
                .orElseGet(() -> new Judgement.Refused("user unknown or password wrong"));
    }

    @Override
    public boolean quick(ConnectionFrame.Hello hello) {
        String name = hello.user();
        String password = hello.password();
        return users.isEmpty() || name == null || password == null || users.remembers(name, password);
    }
}
