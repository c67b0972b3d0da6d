package io.angarium.server.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers which passwords have been found right, so that a thousand clients that reconnect at once are not hashed slowly a thousand times. Holds keyed
 * digests under a key that never leaves this process, never passwords; a changed users file makes them worthless, because the stored hash is part of them.
 * Thread-safe.
 */
final class VerifiedPasswords {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int MAX_ENTRIES = 1024;

    private final SecretKeySpec key;
    private final Map<String, Boolean> digests = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    VerifiedPasswords() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    boolean contains(UsersFile.Entry entry, String password) {
        String digest = digest(entry, password);
        synchronized (digests) {
            return digests.get(digest) != null;
        }
    }

    void add(UsersFile.Entry entry, String password) {
        String digest = digest(entry, password);
        synchronized (digests) {
            digests.put(digest, true);
        }
    }

    private String digest(UsersFile.Entry entry, String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(entry.user().name().getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            mac.update(entry.hash().toString().getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return Base64.getEncoder().encodeToString(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
