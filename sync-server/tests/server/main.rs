//! The server as its clients meet it: real sockets, a real file. Modules mirror the URLs.

mod accounts_contract;
mod api_accounts;
mod api_blobs;
mod api_snapshot;
mod api_teams;
mod api_workspaces;
mod contacts;
mod crash;
mod duplicates;
mod erasure;
mod every_route;
mod full_disk;
mod hostile;
mod nodes;
mod operations;
mod poison;
mod presence;
mod proxies;
mod start_and_stop;
mod storage_contract;
mod support;
mod sync;
mod sync_limits;
mod teams;
mod tls;
mod upgrade;
