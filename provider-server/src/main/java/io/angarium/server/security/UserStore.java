package io.angarium.server.security;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of a users file. Follows changes of the file, which the command line makes while a broker runs. Thread-safe; {@link #verify} may take a tenth of a
 * second.
 */
public final class UserStore {
    private static final Logger LOG = LoggerFactory.getLogger(UserStore.class);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_NAME_CHARS = 128;

    private final UsersFile file;
    private final LongSupplier nanoClock;
    private final VerifiedPasswords verified = new VerifiedPasswords();
    private Map<String, UsersFile.Entry> entries;
    private UsersFile.Stamp stamp;
    private long lookedAt;
    private @Nullable PasswordHash decoy;

    /**
     * Reads a users file, which need not exist.
     *
     * @throws UsersFileException if it cannot be read
     */
    public UserStore(Path path) {
        this(path, System::nanoTime);
    }

    /** Copies a users file, if there is one, to a place where nothing is yet; readable by its owner only. */
    public static void copy(Path from, Path to) throws IOException {
        new UsersFile(from).copyTo(to);
    }

    UserStore(Path path, LongSupplier nanoClock) {
        this.file = new UsersFile(path);
        this.nanoClock = nanoClock;
        try {
            this.stamp = file.stamp();
            this.entries = file.read();
        } catch (IOException e) {
            throw unreadable(e);
        }
        this.lookedAt = nanoClock.getAsLong();
    }

    /** The users, by name. */
    public List<User> list() {
        return current().values().stream().map(UsersFile.Entry::user).toList();
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return current().isEmpty();
    }

    /**
     * Adds a user, or gives one another password and other roles.
     *
     * @throws UsersFileException if the name or a role is malformed or the file cannot be written
     */
    public synchronized void put(String name, char[] password, SortedSet<String> roles) {
        checkWord("user name", name);
        roles.forEach(role -> checkWord("role", role));
        UsersFile.Entry entry = new UsersFile.Entry(new User(name, new TreeSet<>(roles)), PasswordHash.of(password));
        change(users -> users.put(name, entry));
    }

    /**
     * Removes a user.
     *
     * @return false if there was none of that name
     * @throws UsersFileException if the file cannot be written
     */
    public synchronized boolean remove(String name) {
        boolean known = reread().containsKey(name);
        if (known) {
            change(users -> users.remove(name));
        }
        return known;
    }

    /** The user if the password is right; takes as long for an unknown user. */
    public Optional<User> verify(String name, String password) {
        UsersFile.Entry entry = current().get(name);
        if (entry == null) {
            decoy().matches(password.toCharArray());
            return Optional.empty();
        }
        if (verified.contains(entry, password)) {
            return Optional.of(entry.user());
        }
        if (!entry.hash().matches(password.toCharArray())) {
            return Optional.empty();
        }
        verified.add(entry, password);
        return Optional.of(entry.user());
    }

    /** Whether {@link #verify} will answer at once, because it has answered the same before. */
    boolean remembers(String name, String password) {
        UsersFile.Entry entry = current().get(name);
        return entry != null && verified.contains(entry, password);
    }

    /** A change of the users. */
    private interface Change {
        void make(Map<String, UsersFile.Entry> users);
    }

    private void change(Change change) {
        Map<String, UsersFile.Entry> changed = reread();
        change.make(changed);
        try {
            file.write(changed);
            stamp = file.stamp();
        } catch (IOException e) {
            throw new UsersFileException("cannot write the users file " + file.path() + ": " + e, e);
        }
        entries = changed;
    }

    private Map<String, UsersFile.Entry> reread() {
        try {
            return file.read();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** What the file holds, looked at once a second at most; a file that has become unreadable changes nothing. */
    private synchronized Map<String, UsersFile.Entry> current() {
        long now = nanoClock.getAsLong();
        if (now - lookedAt < LOOK_NANOS) {
            return entries;
        }
        lookedAt = now;
        try {
            UsersFile.Stamp seen = file.stamp();
            if (!seen.equals(stamp)) {
                stamp = seen;
                entries = file.read();
                LOG.info("read {} users from {}", entries.size(), file.path());
            }
        } catch (IOException | UsersFileException e) {
            LOG.error("the users stay as they were: {}", e.getMessage());
        }
        return entries;
    }

    private synchronized PasswordHash decoy() {
        PasswordHash hash = decoy;
        if (hash == null) {
            hash = PasswordHash.of(new char[] {'x'});
            decoy = hash;
        }
        return hash;
    }

    private UsersFileException unreadable(IOException e) {
        return new UsersFileException("cannot read the users file " + file.path() + ": " + e, e);
    }

    private static void checkWord(String what, String word) {
        boolean good = !word.isEmpty()
                && word.length() <= MAX_NAME_CHARS
                && !word.startsWith("#")
                && word.chars()
                        .noneMatch(c -> c == ':' || c == ',' || Character.isWhitespace(c) || Character.isISOControl(c));
        if (!good) {
            throw new UsersFileException("a " + what + " is 1 to " + MAX_NAME_CHARS
                    + " characters without blanks, colons and commas, and does not begin with #: '" + word + "'");
        }
    }
}
