//! An album, with a token that ends in between, against the mock server: `cargo run -p theta-spotify --example album`.

use std::error::Error;
use theta_mock::{Mock, Scripted};
use theta_spotify::{AlbumError, Client, ClientSettings as _};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mock = Mock::from_toml("spec.toml", include_bytes!("../spec.toml"))?;
    let client = Client::builder()
        .app("client-id", "client-secret")
        .base_url(mock.base_url())
        .build()?;

    let album = client.album("4aawyAB9vmqN3uQ7FjRGTy").await?;
    println!("{}, {} tracks", album.name, album.total_tracks);

    // The token ends: the client asks for another one and sends the call again.
    mock.script(Scripted::ended_tokens().on("album"))?;
    let again = client
        .album("4aawyAB9vmqN3uQ7FjRGTy")
        .send_with_response()
        .await?;
    println!("{} attempts", again.spent().attempts);

    mock.next_on("album", "not_found")?;
    match client.album("nothing").await {
        Ok(album) => println!("{}", album.name),
        Err(error) if error.api() == Some(&AlbumError::NotFound) => {
            println!("no album: {error}");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
