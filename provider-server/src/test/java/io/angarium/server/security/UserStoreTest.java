package io.angarium.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.server.security.Authenticator.Judgement;
import io.angarium.server.testing.Hellos;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class UserStoreTest {
    private static final Peer HERE = Peer.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000));

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void aUserIsKnownByThePasswordOnly() {
        UserStore users = store();
        put(users, "ann", "secret", "admin");
        assertThat(users.verify("ann", "secret"))
                .hasValueSatisfying(user -> assertThat(user.admin()).isTrue());
        assertThat(users.verify("ann", "Secret")).isEmpty();
        assertThat(users.verify("ann", "")).isEmpty();
        assertThat(users.verify("bob", "secret")).isEmpty();
    }

    @Test
    void theFileHoldsNoPasswordAndIsPrivate() throws IOException {
        put(store(), "ann", "secret", "admin");
        Path file = folder.resolve("users");
        assertThat(Files.readString(file)).contains("ann:admin:pbkdf2-sha256:").doesNotContain("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactly("users");
    }

    @Test
    void aRunningStoreFollowsTheFile() {
        UserStore running = store();
        assertThat(running.isEmpty()).isTrue();
        UserStore tool = store();
        put(tool, "ann", "one");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(running.verify("ann", "one")).isPresent();
        put(tool, "ann", "three");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(running.verify("ann", "one")).isEmpty();
        assertThat(running.verify("ann", "three")).isPresent();
        assertThat(tool.remove("ann")).isTrue();
        assertThat(tool.remove("ann")).isFalse();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(running.verify("ann", "three")).isEmpty();
    }

    @Test
    void anUnreadableFileChangesNothingWhileRunning() throws IOException {
        UserStore running = store();
        put(running, "ann", "one");
        Files.writeString(folder.resolve("users"), "this is no users file\n");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(running.verify("ann", "one")).isPresent();
        assertThatThrownBy(this::store)
                .isInstanceOf(UsersFileException.class)
                .hasMessage(folder.resolve("users") + ":1: expected name:roles:hash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a b", "#a", "a,b", "a\nb"})
    void namesThatWouldBreakTheFileAreRefused(String name) {
        UserStore users = store();
        assertThatThrownBy(() -> put(users, name, "x")).isInstanceOf(UsersFileException.class);
        assertThat(users.list()).isEmpty();
    }

    @Test
    void aRememberedPasswordIsJudgedAtOnce() {
        UserStore users = store();
        put(users, "ann", "secret");
        UserAuthenticator authenticator = new UserAuthenticator(users, false);
        assertThat(authenticator.quick(Hellos.of("ann", "secret", 0))).isFalse();
        assertThat(authenticator.judge(Hellos.of("ann", "secret", 0), HERE)).isInstanceOf(Judgement.Accepted.class);
        assertThat(authenticator.quick(Hellos.of("ann", "secret", 0))).isTrue();
        assertThat(authenticator.quick(Hellos.of("ann", "other", 0))).isFalse();
        assertThat(authenticator.judge(Hellos.of("ann", "other", 0), HERE)).isInstanceOf(Judgement.Refused.class);
    }

    @Test
    void withoutUsersOnlyThisMachineConnects() throws IOException {
        UserAuthenticator authenticator = new UserAuthenticator(store(), false);
        Peer elsewhere = Peer.of(new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), 4000));
        assertThat(authenticator.judge(Hellos.anonymous(), HERE))
                .isInstanceOfSatisfying(Judgement.Accepted.class, accepted -> {
                    assertThat(accepted.identity().user()).isEqualTo("anonymous");
                    assertThat(accepted.identity().admin()).isTrue();
                });
        assertThat(authenticator.judge(Hellos.anonymous(), elsewhere))
                .isInstanceOfSatisfying(Judgement.Refused.class, refused -> assertThat(refused.reason())
                        .contains("user add"));
    }

    @Test
    void withUsersNobodyConnectsWithoutANameUnlessAllowed() {
        UserStore users = store();
        put(users, "ann", "secret");
        assertThat(new UserAuthenticator(users, false).judge(Hellos.anonymous(), HERE))
                .isInstanceOf(Judgement.Refused.class);
        assertThat(new UserAuthenticator(users, true).judge(Hellos.anonymous(), HERE))
                .isInstanceOf(Judgement.Accepted.class);
    }

    private UserStore store() {
        return new UserStore(folder.resolve("users"), nanos::get);
    }

    private static void put(UserStore users, String name, String password, String... roles) {
        users.put(name, password.toCharArray(), new TreeSet<>(Set.of(roles)));
    }
}
