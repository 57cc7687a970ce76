# Connected webhooks, and taking over what arrived.
connections-title = Connections
connections-text = Alerts and deploys arrive by webhook and are kept, until a postmortem takes over the window that concerns it.
connections-empty-title = Nothing is connected yet
connections-empty-text = Connect Alertmanager or GitHub, so that their traces are there when an incident happens.
connection-created = { $name } is connected.
connection-once = Address and secret are shown this once. Copy them now.
connection-address = Address
connection-secret = Secret
connection-copy = Copy
connection-name = Name
connection-name-hint = Where it comes from, such as “production alerts”
connection-made = Made
connection-arrived = Last arrival
connection-never = nothing yet
connection-actions = Actions
connection-revoke = Revoke
connection-revoke-named = Revoke { $name }
connection-revoked = revoked { $time }
connection-new = Connect a webhook
connection-make = Connect
connection-hint-alertmanager = A receiver with webhook_configs. The address itself is the key: keep it secret.
connection-hint-github = A webhook of a repository or an organisation, content type application/json, signed with the secret.
take-over-title = Take over arrivals
take-over-text = What arrived by a connection in a window of time becomes evidence of this postmortem.
take-over-none = An administrator can connect a webhook.
take-over-connection = Connection
take-over-count-go = Count first
take-over-count = { $n ->
    [0] Nothing arrived in this window.
    [one] { $n } item arrived in this window.
   *[other] { $n } items arrived in this window.
}
take-over-go = Take over

error-no-live-source = Only Alertmanager and GitHub can be connected.
error-no-connection = Choose a connection.
error-body-too-large = The delivery is larger than { $limit } bytes.
denied-bad-signature = The signature does not fit.
