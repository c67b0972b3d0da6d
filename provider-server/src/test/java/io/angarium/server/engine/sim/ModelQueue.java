package io.angarium.server.engine.sim;

import io.angarium.wire.ConsumerFrame.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A queue, or what a subscription keeps: a plain list. */
final class ModelQueue {

    /** What a subscription asks for; a negative group for no selector. */
    record Terms(String topic, int group, boolean noLocal) {
        boolean wants(SimMessage message, boolean local) {
            return (group < 0 || group == message.group()) && !(noLocal && local);
        }
    }

    /** A subscription came into being, or was deleted (no terms). */
    private record Change(Place place, Terms terms) {}

    /** Names of temporary queues begin so. */
    static final String TEMPORARY = "tmp.";
    /** Names of temporary topics begin so. */
    static final String TEMPORARY_TOPIC = "tmp-topic.";

    final String name;
    /** Null for a queue. */
    final Kind kind;

    final String clientId;
    final List<ModelEntry> entries = new ArrayList<>();
    final List<ModelConsumer> consumers = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    /** The connection that made it, for noLocal. */
    ModelConnection owner;
    /** A crash left open whether it is there and with which terms. */
    boolean uncertain;
    /** How many that cancel some of its messages have no answer yet, or never had one. */
    int cancelling;

    /** What the last restart left: terms, and whether they are uncertain. */
    private Terms base;

    private boolean baseUncertain;

    ModelQueue(String name, Kind kind, String clientId) {
        this.name = name;
        this.kind = kind;
        this.clientId = clientId;
    }

    boolean subscription() {
        return kind != null;
    }

    boolean durable() {
        return (kind == null && !temporary()) || kind == Kind.DURABLE || kind == Kind.SHARED_DURABLE;
    }

    /** A temporary queue, which lives as long as the connection that owns it. */
    boolean temporary() {
        return name.startsWith(TEMPORARY);
    }

    boolean shared() {
        return kind == Kind.SHARED || kind == Kind.SHARED_DURABLE;
    }

    /** Terms now, null if it does not exist; those of the last change if that is uncertain. */
    Terms terms() {
        return changes.isEmpty() ? base : changes.get(changes.size() - 1).terms;
    }

    boolean exists() {
        if (kind == null) {
            return !temporary() || owner != null;
        }
        return terms() != null;
    }

    void create(Place place, Terms terms, ModelConnection connection) {
        changes.add(new Change(place, terms));
        owner = connection;
    }

    void delete(Place place, String reason) {
        changes.add(new Change(place, null));
        owner = null;
        for (ModelEntry entry : entries) {
            if (entry.state != ModelEntry.State.GONE) {
                if (durable()) {
                    entry.gone(place, reason);
                } else {
                    entry.gone(null, reason);
                }
            }
        }
    }

    /** Whether a publisher's message is local to it. */
    boolean local(ModelConnection publisher) {
        return durable() ? clientId != null && Objects.equals(clientId, publisher.clientId) : owner == publisher;
    }

    boolean busy() {
        return entries.stream()
                .anyMatch(e -> e.state == ModelEntry.State.OUT || e.state == ModelEntry.State.IN_TRANSACTION);
    }

    void restart(long lastPosition, boolean clean, long round) {
        consumers.clear();
        owner = null;
        cancelling = 0;
        if (!durable()) {
            base = null;
        }
        for (Change change : durable() ? changes : List.<Change>of()) {
            Place.Survival survival = change.place.survival(lastPosition);
            if (survival == Place.Survival.NO) {
                break;
            }
            base = change.terms;
            baseUncertain = survival == Place.Survival.MAYBE;
        }
        changes.clear();
        uncertain = baseUncertain;
        for (ModelEntry entry : entries) {
            entry.restart(lastPosition, clean, round);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
